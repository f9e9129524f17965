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


def deduction(minutes: int, late: Late | None) -> Decimal:
    """Return the percent of the points that `minutes` of lateness cost: nothing up to the grace, then each day begun.

    Days are counted from the deadline, not from the end of the grace. Never above `late.at_most`, nor above 100.
    """
    if late is None or minutes <= late.grace_minutes:
        return Decimal(0)
    days = math.ceil(minutes / _MINUTES_A_DAY)
    return min(late.per_day * days, late.at_most, Decimal(100))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
