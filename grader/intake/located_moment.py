"""Read a time with its zone from a file of the course."""

from __future__ import annotations

from datetime import datetime

from grader.intake.located import Located
from grader.intake.moment import EXAMPLE, read_moment


def located_moment(value: Located) -> datetime:
    """Return a date and time whose difference to UTC is written with it, or raise InputError with the line."""
    named = f"the {value.name}" if value.name.isalpha() else value.name
    try:
        return read_moment(value.text(EXAMPLE))
    except ValueError as error:
        what, hint = error.args
        raise value.error(f"{named} {what}", hint) from None
