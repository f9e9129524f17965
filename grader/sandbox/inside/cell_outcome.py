"""What a cell's outputs and source say of how it went: its first error, and what it wanted to install."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from typing import Any

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def installed(name: str) -> bool:
    """Say whether a distribution of that name is in this environment."""
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def importing_line(source: str, module: str) -> str:
    """Return ' (line 2: import cv2)' for the line that imports a module which is not there, '' if no line does."""
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(rf"\s*(import|from)\s.*\b{re.escape(module)}\b", line):
            return f" (line {number}: {line.strip()[:80]})"
    return ""


def first_error(cell: Any) -> str:
    """Return the first error of a cell as one line, '' when it raised none; an import that fails names its line."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            name, value = str(output.get("ename", "")), str(output.get("evalue", ""))
            missing = re.match(r"No module named '([\w.]+)'", value)
            where = importing_line(cell.source, missing[1]) if missing else ""
            return _ANSI.sub("", f"{name}: {value}".split("\n", 1)[0]) + where
    return ""
