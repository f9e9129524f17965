"""Read the teacher's notebook, in Jupyter's format or as percent-format text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.assignments.cell import Cell
from grader.assignments.read_document import read_document
from grader.assignments.read_metadata import read_metadata
from grader.assignments.source import Source
from grader.core.errors import InputError

_TYPES = ("code", "markdown", "raw")
_SAVE = "open it in JupyterLab and save it"


def read_source(path: Path, *, unmarked: bool = False) -> Source:
    """Return the assignment in `path`: an `.ipynb` with nbgrader's metadata, or a `.py` in percent format.

    With `unmarked` a notebook is taken too of which no cell has such metadata: tests beside it grade it.

    Raises:
        InputError: with file, cell and a hint, when it is no notebook of format 4, or its metadata are wrong.
    """
    document = read_document(path)
    cells = tuple(_cell(path, number, cell) for number, cell in enumerate(document["cells"], 1))
    first: dict[str, int] = {}
    for cell in cells:
        if cell.grade_id in first:
            what = f"cell {cell.number}: the grade_id {cell.grade_id!r} stands already in cell {first[cell.grade_id]}"
            raise InputError(what, file=path, hint="each graded, answered or locked cell needs a name of its own")
        if cell.grade_id:
            first[cell.grade_id] = cell.number
    if not first and not unmarked:
        raise InputError("no cell has nbgrader's metadata", file=path, hint="mark answers, tests and locked cells; see README")
    return Source(path, cells, document)


def _cell(path: Path, number: int, cell: Any) -> Cell:
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str) or cell.get("cell_type") not in _TYPES or not isinstance(cell.get("metadata", {}), dict):
        raise InputError(f"cell {number} is no cell of a notebook", file=path, hint=_SAVE)
    return read_metadata(path, number, cell["cell_type"], source, cell.get("metadata", {}).get("nbgrader"))
