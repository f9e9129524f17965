"""Places from values: the highest value comes first."""

from __future__ import annotations

from collections.abc import Sequence

_DIGITS = 9  # sums in another order differ in the last bits, which must not part equals


def places(values: Sequence[float | None]) -> tuple[int | None, ...]:
    """Return each value's place, 1 for the highest; equal ones share the better place (1, 2, 2, 4), None has none."""
    rounded = [None if value is None else round(value, _DIGITS) for value in values]
    known = sorted((value for value in rounded if value is not None), reverse=True)
    first: dict[float, int] = {}
    for at, value in enumerate(known, 1):
        first.setdefault(value, at)
    return tuple(None if value is None else first[value] for value in rounded)
