"""Rounding, which happens once, at the end."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from grader.core.exact import as_decimal

_NOISE = 10**15


@lru_cache(maxsize=4096)  # a large course rounds the same few numbers over and over
def half_up(value: Decimal | Fraction, step: Decimal = Decimal(1)) -> Decimal:
    """Return `value` rounded to a multiple of `step`, a half going up (59.5 to 60, -0.5 to 0). `step` is above 0."""
    steps = Fraction(value) / Fraction(step)
    # A Decimal that came from a division (a third) ends after 28 digits: without this its half would miss by the last one.
    steady = Fraction(round(steps * _NOISE), _NOISE)
    return as_decimal(math.floor(steady + Fraction(1, 2)) * Fraction(step))
