"""An error in the words of a page."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import GraderError, InputError


def sentence(error: GraderError, *, placed: bool = True) -> str:
    """Return what is wrong and what to do, on one line; of a file only its name, and where not `placed` only the line."""
    if not isinstance(error, InputError):
        return str(error)
    file = Path(error.file).name if error.file and placed else ""
    line = f"line {error.line}" if error.line else ""
    where = ", ".join(part for part in (file, line) if part)
    return (f"{where}: " if where else "") + error.what + (f" ({error.hint})" if error.hint else "")
