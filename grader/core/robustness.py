"""How much of a model's accuracy is left on spoiled digits, as one number and by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from grader.core.evidence import Corrupted
from grader.core.wilson import wilson


@dataclass(frozen=True)
class Robustness:
    """`accuracy` is the mean over every kind and strength that was measured, each counting the same; 0 to 1.

    `interval` is Wilson's at 95 % as if all digits had been drawn at once, which is a little wide. `by_kind` holds each kind
    with its mean over its strengths, in the order measured, and `worst` the kind with the lowest.
    """

    accuracy: float
    interval: tuple[float, float]
    by_kind: tuple[tuple[str, float], ...]
    worst: str

    def kept(self, clean: float) -> float | None:
        """Return the share of the accuracy `clean` (on digits as they are) that is left on spoiled ones; None where it is 0."""
        return self.accuracy / clean if clean else None


def robustness(corrupted: Sequence[Corrupted]) -> Robustness | None:
    """Summarise how a model does on spoiled digits; None where nothing was measured."""
    measured = [one for one in corrupted if one.samples]
    if not measured:
        return None
    ordered = sorted(measured, key=lambda one: [other.kind for other in measured].index(one.kind))
    by_kind = tuple((kind, _mean(list(some))) for kind, some in groupby(ordered, key=lambda one: one.kind))
    samples, mean = sum(one.samples for one in measured), _mean(measured)
    worst = min(by_kind, key=lambda one: one[1])[0]
    return Robustness(mean, wilson(min(samples, round(mean * samples)), samples), by_kind, worst)


def _mean(corrupted: Sequence[Corrupted]) -> float:
    return sum(one.correct / one.samples for one in corrupted) / len(corrupted)
