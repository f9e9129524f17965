"""Find the Keras models that a notebook's code defines, without training one.

The code is run statement by statement in a plain namespace: training, evaluation and saving do nothing, modules that are
missing or removed are stood in for, errors are passed over. What is wanted is only the architecture, for weights that were
saved without one. Each is told as soon as its cell has ended, so that it is known even if a later cell ends the search.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builders import builders
from cell_source import NotPython, parse_cell
from made_models import MadeModels
from stand_ins import put_stand_ins
from statements import Statements

STREAMS = True
_CELLS = 2000


def run(
    parameters: dict[str, Any], _inputs: dict[str, str], project: str, frames: Any
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Run `parameters['notebook']` (a path in the project) for at most `seconds`, and report.

    Each architecture is a file `architecture:N`, a line with its place ('cell 4') and then Keras's JSON; the larger N is,
    the likelier it is the one. The document counts `errors` (statements that failed) and has `notes`.
    """
    path = Path(project, parameters["notebook"])
    cells = list(_cells(path))
    made = MadeModels(frames.file)
    made.read_files(Path(project))
    put_stand_ins(project, made.keep)
    os.chdir(path.parent)
    sys.path[:0] = list(dict.fromkeys([str(path.parent), project]))
    work = Statements(time.monotonic() + float(parameters["seconds"]))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for index, tree in cells:
            made.place = f"cell {index + 1}"
            for statement in tree.body:
                work.run(statement)
            made.tell()
        for function, call in builders(work.names):
            made.called(f"{function}()")
            work.timed(call)
            made.tell()
    return {"errors": work.errors, "notes": made.notes(work.names)}, {}


def _cells(path: Path) -> Iterator[tuple[int, ast.Module]]:
    for index, cell in enumerate(json.loads(path.read_bytes())["cells"][:_CELLS]):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            with contextlib.suppress(NotPython):
                tree = parse_cell("".join(source) if isinstance(source, list) else str(source))
                if tree is not None:
                    yield index, tree
