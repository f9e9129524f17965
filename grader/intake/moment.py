"""Read a time with its zone."""

from __future__ import annotations

import re
from datetime import datetime

from grader.core.show import show
from grader.intake.located import Located

_EXAMPLE = "2027-01-08T23:59+08:00"


def moment(value: Located) -> datetime:
    """Return a date and time whose difference to UTC is written with it, or raise InputError with the line."""
    text = value.text(_EXAMPLE)
    what = f"the {value.name}" if value.name.isalpha() else value.name
    try:
        read = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d|Z$)", "", text))
    except ValueError:
        raise value.error(f"{what} {show(text, 60)!r} is not a date and time", f"write it as {_EXAMPLE}") from None
    if read.tzinfo is None:
        raise value.error(f"{what} {show(text, 60)!r} has no time zone", f"add the difference to UTC, as in {_EXAMPLE}")
    return read
