"""How many digits that nobody has published does the model read right?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.core.evidence import Evidence
from grader.core.scores import Finding, State


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    model = options.get("model", "committed")
    evaluation = chosen_evaluation(evidence, model)
    if isinstance(evaluation, Finding):
        return evaluation
    share, (low, high) = evaluation.correct / evaluation.samples, evaluation.interval
    reason = f"{share:.4f} on {evaluation.samples:,} held-out digits (95 % interval {low:.4f} to {high:.4f})"
    if options.get("by") == "band":
        return _by_band(evidence, model, reason, evaluation.interval)
    return Finding(share, reason, interval=evaluation.interval)


def _by_band(evidence: Evidence, model: str, reason: str, interval: tuple[float, float]) -> Finding:
    """Answer with the accuracy of the best group of those that cannot be told apart from it."""
    place = evidence.standing.of(model) if evidence.standing else None
    if place is None:
        return Finding(None, f"{reason}; rank bands are not known before the whole class is judged", State.NOT_READY)
    where = f"rank band {place.rank} of {place.of}, shared by {place.shared_by} {'group' if place.shared_by == 1 else 'groups'}"
    return Finding(place.accuracy, f"{reason}; {where}, counts as the band's best: {place.accuracy:.4f}", interval=interval)


accuracy = Check("accuracy", frozenset({"model", "by"}), _find)
