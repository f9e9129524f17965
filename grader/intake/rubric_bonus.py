"""Read what bonuses may add at most."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from grader.intake.located import Located


def read_bonus_at_most(entries: Mapping[str, Located]) -> Decimal:
    """Return what the bonuses of one level add together at most, in percent of it; 100 where nothing is said.

    Raises:
        InputError: with the line, when it lies outside 0 to 100.
    """
    if "bonus_at_most" not in entries:
        return Decimal(100)
    value = entries["bonus_at_most"]
    most = value.number()
    if not 0 <= most <= 100:
        raise value.error(f"{value.name} is {most}, but lies from 0 to 100", "it is in percent of its level, such as 5")
    return most
