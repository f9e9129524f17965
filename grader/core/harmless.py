"""Whether a number can be calculated with."""

from __future__ import annotations

from decimal import Decimal

_MOST = 40


def harmless(number: Decimal) -> bool:
    """Say whether a number is finite and has at most 40 digits before and after its point.

    1e-999999999 is written in twelve characters, and exact arithmetic with it would build a number of a billion digits.
    """
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_MOST and number.adjusted() <= _MOST
