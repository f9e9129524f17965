"""What several people's marks make together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from grader.core.exact import as_decimal
from grader.core.markers import Markers
from grader.core.marks import set_by
from grader.core.scores import Adjustment
from grader.core.show import show


@dataclass(frozen=True)
class Together:
    """The points that count, None while they are open, and why; `difference` of the marks where it is over the bound."""

    points: Decimal | None
    reason: str
    difference: Decimal | None = None


def marked_twice(markers: Markers, marks: Sequence[Adjustment]) -> Together:
    """Return what the latest mark of each person makes, in the order in which they marked first.

    Fewer than `markers.count` leave it open. A mark by one more than that settles it and counts alone. Otherwise the mean
    counts, or the last of them decides. A mean of marks that differ by more than the bound stays open until somebody settles
    it.
    """
    names = " and ".join(show(mark.author, 60) for mark in marks)
    if len(marks) < markers.count:
        return Together(None, f"{len(marks)} of {markers.count} marks given, by {names}")
    if len(marks) > markers.count:
        return Together(marks[-1].points, f"settled: {set_by(marks[-1])}")
    apart = max(mark.points for mark in marks) - min(mark.points for mark in marks)
    over = apart if markers.differ is not None and apart > markers.differ else None
    if markers.combine == "second":
        return Together(marks[-1].points, set_by(marks[-1]), over)
    if over is not None:
        return Together(None, f"the marks of {names} differ by {apart} points, more than {markers.differ}", over)
    mean = as_decimal(sum((Fraction(mark.points) for mark in marks), Fraction(0)) / len(marks))
    reasons = "; ".join(set_by(mark).removeprefix("set by ") for mark in marks)
    return Together(mean, f"the mean of {len(marks)} marks: {reasons}")
