"""Read the teacher's notebook, in Jupyter's format or as percent-format text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.assignments.cell import Cell
from grader.assignments.percent_source import percent_source
from grader.assignments.read_metadata import read_metadata
from grader.assignments.source import Source
from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.read_text import read_text

_TYPES = ("code", "markdown", "raw")
_SAVE = "open it in JupyterLab and save it"


def read_source(path: Path) -> Source:
    """Return the assignment in `path`: an `.ipynb` with nbgrader's metadata, or a `.py` in percent format.

    Raises:
        InputError: with file, cell and a hint, when it is no notebook of format 4, or its metadata are wrong.
    """
    text = read_text(path)
    document = percent_source(path, text) if path.suffix == ".py" else _json(path, text)
    cells = tuple(_cell(path, number, cell) for number, cell in enumerate(_cells(path, document), 1))
    first: dict[str, int] = {}
    for cell in cells:
        if cell.grade_id in first:
            what = f"cell {cell.number}: the grade_id {cell.grade_id!r} stands already in cell {first[cell.grade_id]}"
            raise InputError(what, file=path, hint="each graded, answered or locked cell needs a name of its own")
        if cell.grade_id:
            first[cell.grade_id] = cell.number
    if not first:
        raise InputError("no cell has nbgrader's metadata", file=path, hint="mark answers, tests and locked cells; see README")
    return Source(path, cells, document)


def _json(path: Path, text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"this is no notebook: {error.msg}", file=path, line=error.lineno, hint=_SAVE) from None
    except RecursionError:
        raise InputError("this is no notebook: JSON nested too deep", file=path, hint=_SAVE) from None
    if not isinstance(document, dict) or "nbformat" not in document:
        raise InputError("this is JSON, but no notebook", file=path, hint=_SAVE)
    return document


def _cells(path: Path, document: dict[str, Any]) -> list[Any]:
    version = document.get("nbformat")
    if version != 4:
        raise InputError(f"the notebook has format {show(version, 20)}; format 4 is read", file=path, hint=_SAVE)
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise InputError("the notebook has no list of cells", file=path, hint=_SAVE)
    return cells


def _cell(path: Path, number: int, cell: Any) -> Cell:
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str) or cell.get("cell_type") not in _TYPES or not isinstance(cell.get("metadata", {}), dict):
        raise InputError(f"cell {number} is no cell of a notebook", file=path, hint=_SAVE)
    return read_metadata(path, number, cell["cell_type"], source, cell.get("metadata", {}).get("nbgrader"))
