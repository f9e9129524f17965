"""Read what lateness costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from grader.core.rubric import Late, Source
from grader.intake.located import Located
from grader.intake.quantity import PERCENT, SECONDS, quantity

_CENTURY = 36_525 * 24 * 60  # minutes


def read_late(value: Located, source: Source) -> Late:
    """Return the rule that `{grace: 2 h, per_day: 10 %, at_most: 30 %, budget: 3 d, cut_off: 7 d}` states.

    Raises:
        InputError: with the line, for a component that cannot be late, an unknown key, or a number that makes no sense.
    """
    if source is not Source.REPOSITORY:
        raise value.error("only a component that comes from the repository can be late", "move 'late:' to it")
    entries = value.fields(optional=("grace", "per_day", "per_hour", "at_most", "cut_off", "budget"))
    if "per_day" in entries and "per_hour" in entries:
        raise entries["per_hour"].error(f"{value.name} has both per_day and per_hour", "keep one of them")
    late = Late(
        grace_minutes=read_minutes(entries["grace"]) if "grace" in entries else 0,
        per_day=_share(entries, "per_day", Late.per_day),
        per_hour=_share(entries, "per_hour", Late.per_hour),
        at_most=_share(entries, "at_most", Late.at_most),
        cut_off_minutes=read_minutes(entries["cut_off"]) if "cut_off" in entries else None,
        budget_minutes=read_minutes(entries["budget"]) if "budget" in entries else 0,
    )
    if late.cut_off_minutes is not None and late.cut_off_minutes < late.grace_minutes:
        raise entries["cut_off"].error(
            "the cut-off lies within the grace", "a cut-off is counted from the deadline, as the grace is"
        )
    return late


def read_minutes(value: Located) -> int:
    """Return a time in whole minutes, at most 100 years; raise InputError with the line for another one."""
    minutes = quantity(value, SECONDS, "2 h") / 60
    if minutes != minutes.to_integral_value():
        raise value.error(f"{value.name} must be whole minutes", "such as 15 min or 2 h")
    if minutes > _CENTURY:
        raise value.error(f"{value.name} is more than 100 years", "such as 7 d")
    return int(minutes)


def _share(entries: Mapping[str, Located], key: str, default: Decimal) -> Decimal:
    if key not in entries:
        return default
    share = quantity(entries[key], PERCENT, "10 %")
    if share > 100:
        raise entries[key].error(f"{entries[key].name} is {share} %, but must be at most 100 %")
    return share
