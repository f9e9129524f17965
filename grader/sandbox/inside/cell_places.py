"""Where a notebook's cells begin in its file, and which of them were last run out of order."""

from __future__ import annotations

import re
from typing import Any

_CELL = re.compile(rb'^\s*(?:\{\s*)?"cell_type"\s*:')
_MOST = 500


def cell_lines(body: bytes, cells: int) -> list[int]:
    """Return the line (from 1) that each cell's type stands on; [] where the file is not written a key a line.

    A text in a cell cannot be mistaken for it: inside a JSON string the quotes are escaped and no line breaks.
    """
    lines = [number for number, line in enumerate(body.split(b"\n"), 1) if _CELL.match(line)]
    return lines[:_MOST] if len(lines) == cells else []


def out_of_order(cells: list[Any]) -> list[tuple[int, str]]:
    """Return the code cells whose saved number is lower than that of a cell above, each with what shows it."""
    found, highest = [], 0
    for index, cell in enumerate(cells[:_MOST]):
        number = cell.get("execution_count") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        if not isinstance(number, int) or isinstance(number, bool):
            continue
        if number < highest:
            found.append((index, f"[{number}] below [{highest}]"))
        highest = max(highest, number)
    return found
