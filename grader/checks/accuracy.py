"""How many digits that nobody has published does the model read right?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.core.evidence import Evidence
from grader.core.scores import Finding


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    evaluation = chosen_evaluation(evidence, options.get("model", "committed"))
    if isinstance(evaluation, Finding):
        return evaluation
    share, (low, high) = evaluation.correct / evaluation.samples, evaluation.interval
    reason = f"{share:.4f} on {evaluation.samples:,} held-out digits (95 % interval {low:.4f} to {high:.4f})"
    return Finding(share, reason, interval=evaluation.interval)


accuracy = Check("accuracy", frozenset({"model"}), _find)
