"""Find the Keras models that a submission's code defines, without training one.

The notebook's code is run statement by statement in a plain namespace: training, evaluation and saving do nothing, modules
that are missing or removed are stood in for, errors are passed over. What is wanted is only the architecture, for weights
that were saved without one. Then come its functions that build a model, and the project's Python files. Each architecture
is told as soon as its cell has ended, so that it is known even if a later cell ends the search.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import Any

from builders import builders
from made_models import MadeModels
from sources import cells, scripts
from stand_ins import put_stand_ins
from statements import Statements

STREAMS = True


def run(
    parameters: dict[str, Any], _inputs: dict[str, str], project: str, frames: Any
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Run `parameters['notebook']` (a path in the project) and what else defines models, for at most `seconds` of CPU time.

    Each architecture is a file `architecture:N`, a line with its place ('cell 4') and then Keras's JSON; the larger N is,
    the likelier it is the one. The document counts `errors` (statements that failed) and has `notes`.
    """
    path = Path(project, parameters["notebook"])
    code, others = list(cells(path)), list(scripts(Path(project)))
    made = MadeModels(frames.file)
    made.read_files(Path(project))
    put_stand_ins(project, made.keep)
    os.chdir(path.parent)
    sys.path[:0] = list(dict.fromkeys([str(path.parent), project]))
    sys.argv[:] = ["notebook"]
    work = Statements(float(parameters["seconds"]))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for place, tree in code:
            made.at(place)
            work.run(tree)
            made.tell()
        for function, call in builders(work.names):
            made.at(f"{function}()", rank=1)
            work.timed(call)
            made.tell()
        notes = made.notes(work.names)
        for place, tree in others:
            made.at(place, rank=2)
            work.forget()
            work.run(tree)
            made.tell()
    return {"errors": work.errors, "notes": notes}, {}
