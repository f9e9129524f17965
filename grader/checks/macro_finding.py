"""Answer with a mean over the ten digits, the rare ones counting as much as the common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.checks.chosen_evaluation import chosen_evaluation
from grader.checks.not_ready import not_ready
from grader.core.evidence import Evidence
from grader.core.scores import Finding


def macro_finding(
    measure: Callable[[Sequence[Sequence[int]], Sequence[int]], float], words: str
) -> Callable[[Evidence, Mapping[str, Any]], Finding]:
    """Return what a check asks: `measure` of the confusion matrix of the model that the option `model` names."""

    def find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
        evaluation = chosen_evaluation(evidence, options.get("model", "committed"))
        if isinstance(evaluation, Finding):
            return evaluation
        if not evaluation.confusion:
            return not_ready("no confusion matrix was recorded")
        value = measure(evaluation.confusion, evaluation.class_counts)
        return Finding(
            value, f"{words} {value:.4f} on {evaluation.samples:,} held-out digits (accuracy {evaluation.accuracy:.4f})"
        )

    return find
