"""Numbers as exact fractions, so that sums do not depend on their order and halves are halves."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

_LARGEST_DENOMINATOR = 10**6


@lru_cache(maxsize=4096, typed=True)  # a class has the same few shares; a float and a Decimal may be equal and mean two ratios
def exact(value: float | Decimal) -> Fraction:
    """Return the fraction a number stands for: a Decimal or int as it is, a float as the simple ratio it was divided from.

    A measured float is a count over a count (491 of 500 digits, 7 of 12 cells), so the nearest ratio with a denominator
    up to a million is what was measured; the float's binary tail is not. Raises ValueError or OverflowError where `value` is
    not finite.
    """
    ratio = Fraction(value)
    return ratio.limit_denominator(_LARGEST_DENOMINATOR) if isinstance(value, float) else ratio


def as_decimal(ratio: Fraction) -> Decimal:
    """Return the ratio as a Decimal, exact where it ends within the 28 digits of Decimal's own context."""
    return Decimal(ratio.numerator) / Decimal(ratio.denominator)
