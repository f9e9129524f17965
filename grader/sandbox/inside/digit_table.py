"""Say whether a table of numbers holds public digits, by comparing some of its rows: a group's own digits are its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from known_digits import known_digits

_ROWS = 200  # are compared, spread over the file
_LONGEST = 100_000
_PIXELS = 28 * 28
_LABEL = re.compile(rb"label|class|target|digit|y", re.IGNORECASE)


@dataclass(frozen=True)
class DigitTable:
    """How a table of public digits is laid out: its header line, if any, and in which column the label stands, if any."""

    header: bytes | None
    label: int | None

    @property
    def labelled(self) -> bool:
        """Say whether each row has a label."""
        return self.label is not None


def digit_table(path: Path) -> DigitTable | None:
    """Return the layout of a CSV file most of whose rows are public digits; None for any other file.

    A file that is laid out like one, and of which no row can be read as numbers, counts as one.
    """
    with path.open("rb") as file:
        line = file.readline(_LONGEST)
        columns = line.count(b",") + 1
        if columns not in {_PIXELS, _PIXELS + 1}:
            return None
        header = None if re.fullmatch(rb"[\d.,\s\"+-]+", line) else line
        rows = _some_rows(file, 0 if header is None else len(line), columns)
    for label in _places(columns, header):
        if not rows or _most_are_known(np.array(rows), label):
            return DigitTable(header, label)
    return None


def _places(columns: int, header: bytes | None) -> list[int | None]:
    """Return in which columns a label could stand: the first, or the last."""
    if columns == _PIXELS:
        return [None]
    if header is None:
        return [0, _PIXELS]
    names = [name.strip(b' "\r\n\xef\xbb\xbf') for name in header.split(b",")]
    found: list[int | None] = [0] if names[0].lower().startswith(b"label") else []
    return [*found, _PIXELS] if _LABEL.fullmatch(names[-1]) else found


def _some_rows(file: BinaryIO, start: int, columns: int) -> list[np.ndarray]:
    size = file.seek(0, 2)
    rows: dict[int, np.ndarray] = {}
    for part in range(_ROWS):
        place = start + (size - start) * part // _ROWS
        file.seek(max(place - 1, 0) if part else start)
        if part:
            file.readline(_LONGEST)  # to where the next line begins
        place = file.tell()
        if place not in rows and (row := _numbers(file.readline(_LONGEST), columns)) is not None:
            rows[place] = row
    return list(rows.values())


def _numbers(line: bytes, columns: int) -> np.ndarray | None:
    try:
        with np.errstate(all="ignore"):
            row = np.array(line.replace(b'"', b"").split(b","), dtype=np.float32)
    except ValueError:
        return None
    return row if len(row) == columns else None


def _most_are_known(rows: np.ndarray, label: int | None) -> bool:
    known = known_digits()
    pixels = rows if label is None else np.delete(rows, label, axis=1)
    return known is None or 2 * sum(known.counts(pixels)) >= len(pixels)
