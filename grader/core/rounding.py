"""Rounding, which happens once, at the end."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from grader.core.exact import as_decimal

_NOISE = 10**15
_SHOWN = Decimal("0.0001")


def steady(value: Decimal | Fraction) -> Fraction:
    """Return `value` without the noise of divisions, for comparing: a Decimal that came from a third ends after 28 digits."""
    return Fraction(round(Fraction(value) * _NOISE), _NOISE)


def at_most_four_decimals(value: Decimal) -> str:
    """Return points as text, rounded half up to four decimals, without trailing zeros: '2.125', '0.3333', '30'."""
    return f"{half_up(value, _SHOWN).normalize() + 0:f}"


@lru_cache(maxsize=4096)  # a large course rounds the same few numbers over and over
def half_up(value: Decimal | Fraction, step: Decimal = Decimal(1)) -> Decimal:
    """Return `value` rounded to a multiple of `step`, a half going up (59.5 to 60, -0.5 to 0). `step` is above 0."""
    steps = Fraction(value) / Fraction(step)
    return as_decimal(math.floor(steady(steps) + Fraction(1, 2)) * Fraction(step))
