"""Is the model better than one of the reference models, on the same held-out digits?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.checks.not_measured import not_measured
from grader.core.difference_interval import difference_interval
from grader.core.evidence import Evidence
from grader.core.scores import Finding
from grader.core.show import show

REFERENCE = "cnn"


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Answer with 1 where more digits are right than by `reference`, else 0; with `surely`, the interval must lie above 0."""
    evaluation = chosen_evaluation(evidence, options.get("model", "committed"))
    if isinstance(evaluation, Finding):
        return evaluation
    name = str(options.get("reference", REFERENCE))
    reference = evidence.context.references.get(name) if evidence.context else None
    if reference is None:
        return not_measured(f"the accuracy of the reference model '{show(name, 40)}'", "it is measured together with the course")
    theirs = round(reference * evaluation.samples)
    ahead = (evaluation.correct - theirs) / evaluation.samples
    low, high = difference_interval(evaluation.correct, theirs, evaluation.samples)
    beats = low > 0 if options.get("surely") else evaluation.correct > theirs
    compared = f"{evaluation.correct / evaluation.samples:.4f}, the reference model {show(name, 40)} {reference:.4f}"
    sure = "" if low > 0 or high < 0 else "; the digits are too few to be sure which is better"
    reason = f"{compared}: {ahead:+.4f} (95 % interval {low:+.4f} to {high:+.4f}){sure}"
    return Finding(float(beats), reason)


beats_reference = Check("beats_reference", frozenset({"model", "reference", "surely"}), _find)
