"""Read a CSV file so that every row knows its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.csv_records import csv_records
from grader.intake.read_text import read_text


@dataclass(frozen=True)
class Row:
    """One row: cells by column, without blanks around them; `line` is where it begins, from 1."""

    file: Path
    line: int
    cells: Mapping[str, str]

    def error(self, what: str, hint: str = "") -> InputError:
        """Return (not raise) an error that points at this row."""
        return InputError(what, file=self.file, line=self.line, hint=hint)


@dataclass(frozen=True)
class Table:
    """A header as it was written, and the rows that are not blank."""

    file: Path
    header_line: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def error(self, what: str, hint: str = "") -> InputError:
        """Return (not raise) an error that points at the header."""
        return InputError(what, file=self.file, line=self.header_line, hint=hint)


def read_csv(path: Path, *, repeated: bool = False) -> Table:
    """Return the file's rows as text; commas, semicolons (Excel in Europe) and tabs are understood, and a byte order mark.

    `repeated` allows columns of one name, as a quiz may ask one question twice; the first one is kept.

    Raises:
        InputError: with file and line when the file is missing, empty, not UTF-8, broken, or a row is longer than the header.
    """
    text = read_text(path)
    records = csv_records(path, text)
    header_line, header = next(records, (1, []))
    if not header:
        raise InputError("the file is empty", file=path, line=1, hint="the first line names the columns")
    _check_header(path, header_line, header, repeated=repeated)
    rows = tuple(_row(path, header, line, cells) for line, cells in records)
    return Table(path, header_line, tuple(header), rows)


def _check_header(path: Path, line: int, header: list[str], *, repeated: bool) -> None:
    seen = set()
    for name in header:
        if name and name in seen and not repeated:
            raise InputError(f"two columns are called {show(name, 60)!r}", file=path, line=line, hint="rename one of them")
        seen.add(name)


def _row(path: Path, header: list[str], line: int, cells: list[str]) -> Row:
    # A shorter row is whole: Excel leaves out empty cells at the end. A longer one has an unquoted comma: its cells are shifted.
    if any(cells[len(header) :]):
        what = f"this row has {len(cells)} cells, but the header has {len(header)} columns"
        raise InputError(what, file=path, line=line, hint='put a cell that contains a comma in quotes, such as "Doe, Jane"')
    nameless = next((at for at, cell in enumerate(cells, 1) if cell and not header[at - 1]), None)
    if nameless:
        what = f"column {nameless} holds {show(cells[nameless - 1], 60)!r}, but has no name in the header"
        raise InputError(what, file=path, line=line, hint="name the column, or delete it")
    padded = cells + [""] * (len(header) - len(cells))
    return Row(path, line, dict(reversed(list(zip(header, padded, strict=False)))))
