"""Read a point in time that everybody means alike."""

from __future__ import annotations

import re
from datetime import datetime

from grader.core.show import show

EXAMPLE = "2027-01-08T23:59+08:00"
_FIRST, _LAST = 1970, 9000  # what is added to a time stays one that Python can hold


def read_moment(text: str) -> datetime:
    """Return the time, which has a time zone and lies in the years 1970 to 9000. Raises ValueError(what, hint) otherwise."""
    try:
        moment = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d|Z$)", "", text))
    except ValueError:
        raise ValueError(f"{show(text, 60)!r} is not a date and time", f"write it as {EXAMPLE}") from None
    if moment.tzinfo is None:
        raise ValueError(f"{show(text, 60)!r} has no time zone", f"add the difference to UTC, as in {EXAMPLE}")
    if not _FIRST <= moment.year <= _LAST:
        raise ValueError(f"{show(text, 60)!r} lies outside the years {_FIRST} to {_LAST}", f"write it as {EXAMPLE}")
    return moment
