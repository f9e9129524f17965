"""Read a number that a person typed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_LONGEST = 40
_DECIMALS = 6
_LARGEST = 12


def typed_number(text: str) -> Decimal | None:
    """Return points or a percentage exactly as typed, with at most 6 decimals and below 10^13; None for anything else.

    Zeros at the end count as no decimals. Points as 1e-999999999 lie between 0 and any maximum, and exact arithmetic with them
    never ends, so they are refused where somebody types them.
    """
    try:
        number = Decimal(text) if len(text) <= _LONGEST else None
    except InvalidOperation:
        return None
    if number is None or not number.is_finite() or number.adjusted() > _LARGEST:
        return None
    rounded = round(number, _DECIMALS)
    if rounded != number:
        return None
    return number if _decimals(number) <= _DECIMALS else rounded


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
