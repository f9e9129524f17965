"""Compare the committed model with the one that the notebook wrote."""

from __future__ import annotations

from dataclasses import dataclass

from grader.sandbox.compare_models import compare_models
from grader.steps.bench import Bench
from grader.steps.score import ScoredModel


@dataclass(frozen=True)
class Compared:
    """`same_predictions` is the share of digits both answer alike, `weights_difference` the largest between their weights."""

    same_predictions: float | None = None
    weights_difference: float | None = None


def compared(bench: Bench, committed: ScoredModel | None, written: ScoredModel | None) -> Compared:
    """Return how far the two agree; None for what cannot be said, because there is no second one or it is another network."""
    if committed is None or written is None:
        return Compared()
    if committed.file.sha256 == written.file.sha256:
        return Compared(1.0, 0.0)
    difference = compare_models(bench.sandbox, committed.file.body, written.file.body, bench.limits)
    if committed.classes is None or written.classes is None:
        return Compared(None, difference)
    return Compared(float((committed.classes == written.classes).mean()), difference)
