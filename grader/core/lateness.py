"""How late a submission is, and what that costs."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from decimal import Decimal

from grader.core.evidence import RunStatus, Submission
from grader.core.rubric import Late

_MINUTES_A_DAY = 24 * 60


def minutes_late(submission: Submission, deadline: datetime) -> int | None:
    """Return the minutes begun after `deadline` (which carries a time zone): 0 when in time or nothing was handed in.

    The server's time of the push counts where it is known, otherwise the commit's own. None where the time cannot be read.
    """
    stamp = _moment(submission.pushed_at or submission.committed_at)
    if stamp is None:
        return 0 if submission.status in {RunStatus.MISSING, RunStatus.INVALID} else None
    return max(0, math.ceil((stamp - deadline) / timedelta(minutes=1)))


def another_counts(submission: Submission, deadline: datetime) -> bool:
    """Say whether, with this deadline, another commit counts than the one that was measured, because it came later.

    A commit that was itself too late is the branch's tip: it is passed over only for one that is in time where it is not.
    """
    following, own = _moment(submission.next_at), _moment(submission.pushed_at or submission.committed_at)
    if following is None or own is None or following > deadline:
        return False
    return own < following or own > deadline


def cut_off(minutes: int, late: Late | None) -> bool:
    """Say whether so many minutes after the deadline nothing counts any more."""
    return late is not None and late.cut_off_minutes is not None and minutes > max(late.cut_off_minutes, late.grace_minutes)


def forgiven(minutes: int, late: Late | None) -> int:
    """Return how many of the minutes the late-day budget takes: none within the grace."""
    return 0 if late is None or minutes <= late.grace_minutes else min(minutes, late.budget_minutes)


def deduction(minutes: int, late: Late | None) -> Decimal:
    """Return the percent of the points that `minutes` of lateness cost: nothing up to the grace, then each day or hour begun.

    Days are counted from the deadline, not from the end of the grace, less the budget. Never above `late.at_most`, nor above
    100; after the cut-off 100.
    """
    if late is None or minutes <= late.grace_minutes:
        return Decimal(0)
    if cut_off(minutes, late):
        return Decimal(100)
    counted = minutes - forgiven(minutes, late)
    days, hours = math.ceil(counted / _MINUTES_A_DAY), math.ceil(counted / 60)
    return min(late.per_day * days + late.per_hour * hours, late.at_most, Decimal(100))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
