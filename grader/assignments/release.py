"""The student version of an assignment: no solution, no hidden test, no output."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

from grader.assignments.cell import Cell, Kind
from grader.assignments.cut import cut
from grader.assignments.source import Source
from grader.core.errors import InputError

_NOTEBOOK_KEYS = ("kernelspec", "language_info")


def release(source: Source) -> bytes:
    """Return the student version as a Jupyter notebook (format 4, UTF-8).

    The same source gives the same bytes. Raises InputError where a region to cut is not well marked, or nothing is marked.
    """
    if not source.marked:
        hint = "mark answers, tests and locked cells; see README"
        raise InputError("no cell has nbgrader's metadata, so that students would get the solutions", file=source.path, hint=hint)
    document = copy.deepcopy(dict(source.document))
    metadata = document.get("metadata", {})
    document["metadata"] = {key: metadata[key] for key in _NOTEBOOK_KEYS if key in metadata}
    document["cells"] = [
        _released(raw, replace(cell, source=cut(source.path, cell)))
        for raw, cell in zip(document["cells"], source.cells, strict=True)
    ]
    return f"{json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True)}\n".encode()


def released_cells(source: Source) -> tuple[Cell, ...]:
    """Return the cells as students get them; where nothing is marked, nothing is cut."""
    if not source.marked:
        return source.cells
    return tuple(replace(cell, source=cut(source.path, cell)) for cell in source.cells)


def _released(raw: dict[str, Any], cell: Cell) -> dict[str, Any]:
    raw["source"] = cell.source.splitlines(keepends=True)
    if cell.type == "code":
        raw["outputs"], raw["execution_count"] = [], None
    metadata = {key: value for key, value in raw.get("metadata", {}).items() if key not in {"nbgrader", "collapsed", "execution"}}
    if cell.kind is not Kind.PLAIN:
        metadata |= {"deletable": False, "nbgrader": nbgrader_metadata(cell)}
        if cell.restored:
            metadata["editable"] = False
    raw["metadata"] = metadata
    return raw


def nbgrader_metadata(cell: Cell) -> dict[str, Any]:
    """Return what a cell's metadata say of it in nbgrader's schema version 3."""
    metadata: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": cell.grade_id,
        "grade": cell.kind in {Kind.TESTS, Kind.MANUAL},
        "solution": cell.kind in {Kind.ANSWER, Kind.MANUAL},
        "locked": cell.restored,
        "task": cell.kind is Kind.TASK,
        "cell_type": cell.type,
        "checksum": cell.checksum,
    }
    if cell.points is not None:
        metadata["points"] = int(cell.points) if cell.points == cell.points.to_integral_value() else float(cell.points)
    return metadata
