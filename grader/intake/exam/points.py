"""Read one exam score."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from grader.core.show import show
from grader.intake.exam.sheet import Sheet

_NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_UNKNOWN = frozenset({"", "--"})  # Google writes -- for what nobody has marked


@dataclass(frozen=True)
class Points:
    """Points, or None where they are not known yet, and the maximum where the row states one."""

    points: Decimal | None
    maximum: Decimal | None


def read_points(sheet: Sheet, row: int, column: int, maximum_column: int | None = None, *, nothing: bool = False) -> Points:
    """Return what the row says: `32 / 40`, or points with the maximum in a column of its own.

    `nothing` allows a maximum of 0, as Google gives it to what is no quiz question.

    Raises:
        InputError: with file, line and column, when it is no number, negative, over its maximum, or the maximum is not over 0.
    """
    text, slash, beside = (part.strip() for part in sheet.rows[row][column].partition("/"))
    stated = beside if slash else sheet.rows[row][maximum_column] if maximum_column is not None else ""
    points = None if text in _UNKNOWN else _number(sheet, row, text, column)
    if not stated and (slash or (maximum_column is not None and points is not None)):
        raise sheet.error("the maximum is missing", "write it in every row that has points", row=row, column=column)
    maximum = _number(sheet, row, stated, maximum_column if maximum_column is not None else column) if stated else None
    if maximum == 0 and not nothing:
        raise sheet.error("the maximum is 0", "the maximum is what a perfect exam earns", row=row, column=column)
    if points is not None and maximum is not None and points > maximum:
        raise sheet.error(f"{points} points are more than the maximum of {maximum}", row=row, column=column)
    return Points(points, maximum)


def _number(sheet: Sheet, row: int, text: str, column: int) -> Decimal:
    if not _NUMBER.fullmatch(text):
        what = f"{show(sheet.rows[row][column], 60)!r} is no number of points"
        raise sheet.error(what, _hint(text), row=row, column=column)
    return Decimal(text)


def _hint(text: str) -> str:
    if text.startswith("#"):
        return "a formula of the spreadsheet failed: mend it and export again"
    if text.startswith("-"):
        return "points cannot be negative"
    if "," in text:
        return "write a decimal point, not a comma: 32.5"
    return "leave the cell empty while the points are not known"
