"""What a group is told of its best result so far, so that trying often teaches nothing about the held-out digits."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal


def ladder(told: Decimal | None, value: float, step: Decimal) -> Decimal:
    """Return what is told after a result of `value`: a multiple of `step`, never above the best result, never falling.

    `told` is what was told before, None for nothing. A result that is not a whole step better changes nothing, so noise below
    the step is never seen. This is the Ladder mechanism of A. Blum and M. Hardt, "The Ladder: A Reliable Leaderboard for
    Machine Learning Competitions", ICML 2015, with the step fixed and rounding down.
    """
    reached = (Decimal(str(value)) / step).to_integral_value(ROUND_FLOOR) * step
    return reached if told is None else max(told, reached)
