"""Read a gradebook that was downloaded from a learning platform, cell by cell as the platform wrote it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.read_text import read_text

_FORMS = (
    "it is none of these: Canvas (Student,ID,…,Section), Moodle's grades (ID number or Email address), "
    "Moodle's grading worksheet (Identifier,…,Grade), Brightspace (OrgDefinedId or Username, End-of-Line Indicator); "
    "where the platform speaks another language, switch it to English and download again"
)
_NUMBER = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,30})?")
_NONE = frozenset({"", "-", "–", "n/a", "ex"})


class Platform(StrEnum):
    """Which learning platform wrote a file."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    MOODLE_OFFLINE = "moodle-offline"
    BRIGHTSPACE = "brightspace"


@dataclass(frozen=True)
class Line:
    """One row as it was written; `number` is the line where it begins, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Download:
    """A downloaded gradebook: `above` are Canvas's rows between the header and the students, `rows` one a student."""

    file: Path
    platform: Platform
    separator: str
    header: tuple[str, ...]
    above: tuple[Line, ...]
    rows: tuple[Line, ...]

    def index(self, *names: str) -> int | None:
        """Return the place of the first of these columns that is there; letter case does not matter."""
        lowered = [name.strip().casefold() for name in self.header]
        return next((lowered.index(name.casefold()) for name in names if name.casefold() in lowered), None)

    def error(self, what: str, hint: str = "", line: int = 1) -> InputError:
        """Return (not raise) an error that points at a line of the file, the header where none is given."""
        return InputError(what, file=self.file, line=line, hint=hint)

    def number(self, line: Line, column: int) -> Decimal | None:
        """Return the number in a cell, None where the platform says that there is none.

        Raises InputError, with line and column, for anything that is no number.
        """
        text = line.cells[column].strip().removesuffix("%").strip()
        if text.casefold() in _NONE:
            return None
        if not _NUMBER.fullmatch(text):
            what = f"the cell {show(text, 40)!r} in column {show(self.header[column], 60)!r} is no number"
            raise self.error(what, "download the grades as points", line.number)
        return Decimal(text.replace(",", "."))


def read_download(path: Path) -> Download:
    """Return a gradebook downloaded as CSV from Canvas, Moodle or Brightspace, recognised by its header.

    Commas, semicolons and tabs separate; UTF-8, with or without a byte order mark.

    Raises:
        InputError: with file and line, when it is no CSV, no such header, or a row has more cells than the header.
    """
    text = read_text(path)
    # A title may hold another mark than the one that separates, so the mark is the one that makes a header of the line.
    separator = next((mark for mark in ",;\t" if _platform(_first(text, mark))), ",")
    header, *lines = _lines(path, text, separator) or [Line(1, ())]
    platform = _platform(header.cells)
    if platform is None:
        raise InputError("this is not the header of a gradebook that is known here", file=path, line=header.number, hint=_FORMS)
    padded = [_padded(path, line, len(header.cells)) for line in lines]
    people = [line for line in padded if not _is_above(platform, header.cells, line)]
    if not people:
        raise InputError("the file names no student", file=path, line=header.number, hint="download it with the students")
    above = tuple(line for line in padded if _is_above(platform, header.cells, line))
    return Download(path, platform, separator, header.cells, above, tuple(people))


def _first(text: str, separator: str) -> tuple[str, ...]:
    return tuple(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), ()))


def _lines(path: Path, text: str, separator: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found, number = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(Line(number, tuple(cells)))
            number = reader.line_num + 1
    except csv.Error as error:
        hint = "check the quotation marks from this line on"
        raise InputError(f"this is not CSV: {show(error)}", file=path, line=number, hint=hint) from None
    return found


def _platform(header: tuple[str, ...]) -> Platform | None:
    names = {name.strip().casefold() for name in header}
    canvas = ("student" in names or {"lastname", "firstname"} <= names) and {"id", "section"} <= names
    recognised = {
        Platform.CANVAS: canvas,
        Platform.MOODLE_OFFLINE: {"identifier", "grade"} <= names,
        Platform.BRIGHTSPACE: "end-of-line indicator" in names and bool(names & {"orgdefinedid", "username"}),
        Platform.MOODLE: bool(names & {"id number", "email address"}),
    }
    return next((platform for platform, so in recognised.items() if so), None)


def _padded(path: Path, line: Line, width: int) -> Line:
    if any(cell.strip() for cell in line.cells[width:]):
        what = f"this row has {len(line.cells)} cells, but the header has {width} columns"
        raise InputError(
            what, file=path, line=line.number, hint='put a cell that contains a comma in quotes, such as "Doe, Jane"'
        )
    return Line(line.number, (*line.cells[:width], *[""] * (width - len(line.cells))))


def _is_above(platform: Platform, header: tuple[str, ...], line: Line) -> bool:
    """Say whether it is one of Canvas's rows about the columns: the points possible, or nobody at all."""
    if platform is not Platform.CANVAS:
        return False
    section = [name.strip().casefold() for name in header].index("section")
    first, *others = line.cells[: section + 1]
    return not any(cell.strip() for cell in others) and ("points possible" in first.casefold() or not first.strip())
