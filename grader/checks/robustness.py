"""How well does the model read digits that were spoiled on purpose?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.checks.not_measured import not_measured
from grader.core.evidence import Evidence
from grader.core.robustness import robustness as summary
from grader.core.scores import Finding


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Answer with the mean accuracy over kinds and strengths, or with `relative` what is left of the accuracy on clean digits."""
    evaluation = chosen_evaluation(evidence, options.get("model", "committed"))
    if isinstance(evaluation, Finding):
        return evaluation
    found = summary(evaluation.corrupted)
    if found is None:
        return not_measured("the accuracy on spoiled digits", "ask for robustness in the course file, and grade again")
    clean = evaluation.accuracy or 0.0
    kept = found.kept(clean)
    reason = (
        f"{found.accuracy:.4f} on digits spoiled in {len(found.by_kind)} ways, {clean:.4f} on clean ones; "
        f"worst: {found.worst} ({min(share for _, share in found.by_kind):.4f})"
    )
    if options.get("relative"):
        value = min(1.0, kept or 0.0)
        return Finding(value, f"{value:.1%} of the accuracy is left: {reason}")
    return Finding(found.accuracy, reason, interval=found.interval)


robustness = Check("robustness", frozenset({"model", "relative"}), _find)
