"""A sheet of answers or points, in which every cell knows its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show


@dataclass(frozen=True, eq=False)
class Sheet:
    """A header, and rows of texts as long as the header; `lines` tells where each row stands in the file, from 1.

    Columns are told by their place, from 0, because a quiz may ask one question twice.
    """

    file: Path
    header_line: int
    columns: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]

    def error(self, what: str, hint: str = "", *, row: int | None = None, column: int | None = None) -> InputError:
        """Return (not raise) an error at a row (by its place in `rows`; None is the header) and a column."""
        line = self.header_line if row is None else self.lines[row]
        return InputError(f"{self.place(column)}{what}", file=self.file, line=line, hint=hint)

    def place(self, column: int | None) -> str:
        """Return how a column is called in a message: 'column C (Score): ', or '' for no column."""
        if column is None:
            return ""
        return f"column {letters(column)} ({show(self.columns[column] or 'without a name', 60)}): "


def letters(column: int) -> str:
    """Return a column's letters as a spreadsheet shows them: 0 is A, 26 is AA."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name
