"""Read one exam score."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from grader.core.show import show
from grader.intake.csv_table import Row

_NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_UNKNOWN = frozenset({"", "--"})  # Google writes -- for what nobody has marked


@dataclass(frozen=True)
class Points:
    """Points, or None where they are not known yet, and the maximum where the row states one."""

    points: Decimal | None
    maximum: Decimal | None


def read_points(row: Row, column: str, maximum_column: str | None) -> Points:
    """Return what the row says: `32 / 40`, or points with the maximum in a column of its own.

    Raises:
        InputError: with file and line, when it is no number, negative, or its maximum is not over 0.
    """
    text, slash, beside = (part.strip() for part in row.cells[column].partition("/"))
    stated = beside if slash else row.cells[maximum_column] if maximum_column else ""
    points = None if text in _UNKNOWN else _number(row, text, column)
    if not stated and (slash or (maximum_column and points is not None)):
        raise row.error("the maximum is missing", "write it in every row that has points")
    maximum = _number(row, stated, maximum_column or column) if stated else None
    if maximum == 0:
        raise row.error("the maximum is 0", "the maximum is what a perfect exam earns")
    return Points(points, maximum)


def _number(row: Row, text: str, column: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise row.error(f"{column} is {show(row.cells[column], 60)!r}, which is no number of points", _hint(text))
    return Decimal(text)


def _hint(text: str) -> str:
    if text.startswith("#"):
        return "a formula of the spreadsheet failed: mend it and export again"
    if text.startswith("-"):
        return "points cannot be negative"
    if "," in text:
        return "write a decimal point, not a comma: 32.5"
    return "leave the cell empty while the points are not known"
