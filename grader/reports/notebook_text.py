"""Read text out of a notebook's JSON, whatever somebody put in its place."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_READ = 200_000
# CSI sequences, then OSC/DCS strings up to their end, then any other two-character escape
_ANSI: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")


def notebook_cells(nb_json: bytes, at_most: int) -> list[Any] | None:
    """Return a notebook's cells as JSON holds them, or None where it is too long, no JSON, or has no list of cells."""
    if len(nb_json) > at_most:
        return None
    try:
        document = json.loads(nb_json)
    except (ValueError, RecursionError):
        return None
    cells = document.get("cells") if isinstance(document, dict) else None
    return cells if isinstance(cells, list) else None


def text_of(value: Any) -> str:
    """Return nbformat's 'multiline string' (a string, or a list of strings) as one string; anything else is empty."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))[:_READ]
    return value[:_READ] if isinstance(value, str) else ""


def stream_text(cell: Any) -> str:
    """Return everything that a cell printed."""
    outputs = cell.get("outputs") if isinstance(cell, dict) else None
    return "".join(
        text_of(one.get("text"))
        for one in (outputs if isinstance(outputs, list) else ())
        if isinstance(one, dict) and one.get("output_type") == "stream"
    )


def plain(text: str) -> str:
    """Return text as a terminal would leave it: no colours, and of a line that overwrote itself only the last state."""
    lines = _ANSI.sub("", text).replace("\x08", "").split("\n")
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines).strip("\n")
