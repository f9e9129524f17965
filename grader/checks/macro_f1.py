"""How well does the model read every digit, the rare ones counting as much as the common?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.checks.not_ready import not_ready
from grader.core import metrics
from grader.core.evidence import Evidence
from grader.core.scores import Finding


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    evaluation = chosen_evaluation(evidence, options.get("model", "committed"))
    if isinstance(evaluation, Finding):
        return evaluation
    if not evaluation.confusion:
        return not_ready("no confusion matrix was recorded")
    value = metrics.macro_f1(evaluation.confusion, evaluation.class_counts)
    return Finding(value, f"macro F1 {value:.4f} on {evaluation.samples:,} held-out digits (accuracy {evaluation.accuracy:.4f})")


macro_f1 = Check("macro_f1", frozenset({"model"}), _find)
