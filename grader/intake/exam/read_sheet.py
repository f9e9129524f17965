"""Read a sheet from a CSV file, from the ZIP that Google puts it in, or from an Excel workbook."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.csv_records import csv_records
from grader.intake.decode_text import decode_text
from grader.intake.exam.sheet import Sheet, letters
from grader.intake.read_text import read_text

_AT_MOST = 400_000_000  # bytes of text: a hundred thousand students with sixty long answers each
_WORKBOOKS = (".xlsx", ".xlsm")


def read_sheet(path: Path, *, name: str = "") -> Sheet:
    """Return what the file holds; `name` chooses a sheet of a workbook that has several.

    Every cell is the text it shows, without blanks around it: leading zeros stay, and nothing is guessed to be a number.

    Raises:
        InputError: with file and line, when it is missing, empty, not UTF-8 or broken, a row is longer than the header, or
            a column holds something but has no name (a merged cell in the header).
    """
    if path.suffix.lower() in _WORKBOOKS:
        from grader.intake.exam.workbook import workbook_records  # noqa: PLC0415 - most exams need no openpyxl

        records: Iterable[tuple[int, list[str]]] = workbook_records(path, name)
    else:
        records = csv_records(path, _zipped(path) if path.suffix.lower() == ".zip" else read_text(path, at_most=_AT_MOST))
    return _sheet(path, records)


def _zipped(path: Path) -> str:
    """Return the text of the one CSV file in the archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
            if len(inside) != 1:
                what = f"the archive holds {len(inside)} CSV files, but one is to be read"
                raise InputError(what, file=path, hint="unpack it, and name the file in course.yaml")
            with archive.open(inside[0]) as file:
                raw = file.read(_AT_MOST + 1)
    except (
        OSError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
    ) as error:  # the last: a password
        raise InputError(f"the archive cannot be read: {show(error)}", file=path, hint="download it again") from None
    if len(raw) > _AT_MOST:
        raise InputError(f"the file in the archive is larger than {_AT_MOST:,} bytes", file=path)
    return decode_text(raw, path)


def _sheet(path: Path, records: Iterable[tuple[int, list[str]]]) -> Sheet:
    known: dict[str, str] = {}  # one string for all equal cells: a hundred thousand students choose among few answers
    header: tuple[str, ...] = ()
    header_line = width = 0
    lines: list[int] = []
    rows: list[tuple[str, ...]] = []
    nameless: set[int] = set()
    for line, cells in records:
        if not header_line:
            header_line, header, width = line, tuple(cells), len(cells)
            nameless = {at for at, cell in enumerate(header) if not cell}
            continue
        if len(cells) != width:
            cells = _fitted(path, line, cells, width)  # noqa: PLW2901 - the row as wide as the header is the row
        if nameless:
            _refuse_nameless(path, line, cells, nameless)
        lines.append(line)
        rows.append(tuple([known.setdefault(cell, cell) for cell in cells]))
    if not header_line:
        raise InputError("the file is empty", file=path, line=1, hint="the first line names the columns")
    return Sheet(path, header_line, header, tuple(lines), tuple(rows))


def _fitted(path: Path, line: int, cells: list[str], width: int) -> list[str]:
    # A shorter row is whole: empty cells at the end are left out. A longer one has an unquoted comma: its cells are shifted.
    if any(cells[width:]):
        what = f"this row has {len(cells)} cells, but the header has {width} columns"
        raise InputError(what, file=path, line=line, hint='put a cell that contains a comma in quotes, such as "Doe, Jane"')
    return cells[:width] + [""] * (width - len(cells))


def _refuse_nameless(path: Path, line: int, cells: list[str], nameless: set[int]) -> None:
    for at in sorted(nameless):
        if cells[at]:
            what = f"column {letters(at)} holds {show(cells[at], 60)!r}, but has no name in the header"
            hint = "a cell of the header is merged over several columns: give each column its own name, or delete the column"
            raise InputError(what, file=path, line=line, hint=hint)
