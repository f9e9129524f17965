"""When each row was handed in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

from grader.core.show import show
from grader.intake.exam.read_time import read_time
from grader.intake.exam.rules import DateOrder
from grader.intake.exam.sheet import Sheet

_SLASHED = re.compile(r"\s*(\d{1,2})[/-](\d{1,2})[/-]\d{4}\b", re.ASCII)
_EXAMPLE = "2027-01-08 14:30:00, 2027/01/08 2:30:00 PM GMT+8 or 8.1.2027 14:30"


def read_times(sheet: Sheet, column: int, *, stated: DateOrder | None = None, zone: tzinfo | None = None) -> list[datetime]:
    """Return the time of each row, all with a zone; what is written without one is taken in `zone` (UTC where None).

    Raises:
        InputError: with file, line and column, where a cell is no time, its zone is not known, dates such as 8/4/2025 could
            be read in two ways, or only some rows name a zone and `zone` is None.
    """
    order = _order(sheet, column, stated)
    read = [_read(sheet, row, column, order) for row in range(len(sheet.rows))]
    bare = [row for row, time in enumerate(read) if time.tzinfo is None]
    if bare and len(bare) < len(read) and zone is None:
        what = f"this time names no zone, but {len(read) - len(bare)} others do"
        raise sheet.error(what, "say when the exam closes, with its zone: exam: {closes: …}", row=bare[0], column=column)
    return [time if time.tzinfo else time.replace(tzinfo=zone or UTC) for time in read]


def _read(sheet: Sheet, row: int, column: int, order: DateOrder | None) -> datetime:
    text = sheet.rows[row][column]
    try:
        return read_time(text, month_first=order is DateOrder.MONTH_FIRST)
    except ValueError as error:
        raise sheet.error(f"{show(text, 60)!r} {error}", f"write it such as {_EXAMPLE}", row=row, column=column) from None


def _order(sheet: Sheet, column: int, stated: DateOrder | None) -> DateOrder | None:
    """Return how 8/4/2025 is read: as stated, or as a day over 12 shows; None where no date is written so."""
    day_first = month_first = doubtful = None
    for row, cells in enumerate(sheet.rows):
        form = _SLASHED.match(cells[column])
        if form is None:
            continue
        first, second = int(form[1]), int(form[2])
        doubtful = row if doubtful is None else doubtful
        day_first = row if first > 12 and day_first is None else day_first
        month_first = row if second > 12 and month_first is None else month_first
    if day_first is not None and month_first is not None:
        other = sheet.lines[day_first]
        raise sheet.error(f"the month stands first here, but the day on line {other}", row=month_first, column=column)
    seen = DateOrder.DAY_FIRST if day_first is not None else DateOrder.MONTH_FIRST if month_first is not None else None
    if seen and stated and seen is not stated:
        shows = day_first if day_first is not None else month_first
        raise sheet.error(f"this date is written {seen.value}, but exam.dates says {stated.value}", row=shows, column=column)
    if doubtful is not None and not (seen or stated):
        what = f"{show(sheet.rows[doubtful][column], 60)!r} can be read in two ways"
        raise sheet.error(what, "say which: exam: {dates: D/M/Y} or {dates: M/D/Y}", row=doubtful, column=column)
    return stated or seen
