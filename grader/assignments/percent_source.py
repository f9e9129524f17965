"""An assignment written as plain text: `# %% answer softmax` begins a cell and says what it is there for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.percent_notebook import percent_notebook

_MARK = re.compile(r"^# %%(?:[ ]*\[markdown\])?(?P<words>.*)$")
_FLAGS = {
    "answer": {"solution": True},
    "tests": {"grade": True, "locked": True},
    "manual": {"grade": True, "solution": True},
    "task": {"task": True},
    "locked": {"locked": True},
}
_EXAMPLE = "such as '# %% answer softmax' or '# %% tests softmax-tests points=5'"


def percent_source(path: Path, text: str) -> dict[str, Any]:
    """Return the notebook that the text stands for, with nbgrader's metadata of version 3 in its cells.

    Behind a mark stands nothing, or a word (answer, tests, manual, task, locked), the cell's name, and `points=`.

    Raises:
        InputError: with file and line, when the words behind a mark are others.
    """
    document: dict[str, Any] = json.loads(percent_notebook(text))
    lines = text.splitlines()
    marks = [(number, mark["words"].split()) for number, line in enumerate(lines, 1) if (mark := _MARK.match(line))]
    before = len(document["cells"]) - len(marks)  # a cell may stand before the first mark
    for (number, words), cell in zip(marks, document["cells"][before:], strict=True):
        if words:
            cell["metadata"]["nbgrader"] = _metadata(path, number, words)
    return document


def _metadata(path: Path, line: int, words: list[str]) -> dict[str, Any]:
    if words[0] not in _FLAGS:
        what = f"{show(words[0], 40)!r} is nothing that a cell can be"
        raise InputError(what, file=path, line=line, hint=did_you_mean(words[0], _FLAGS, kind="words"))
    points = [word.removeprefix("points=") for word in words[2:] if re.fullmatch(r"points=\d{1,5}(\.\d{1,4})?", word)]
    if len(words) < 2 or len(points) != len(words) - 2 or len(points) > 1:
        raise InputError("behind the word stand the cell's name and its points", file=path, line=line, hint=_EXAMPLE)
    flags = dict.fromkeys(("grade", "solution", "locked", "task"), False) | _FLAGS[words[0]]
    found: dict[str, Any] = {"schema_version": 3, "grade_id": words[1], **flags}
    if points:
        found["points"] = float(points[0]) if "." in points[0] else int(points[0])
    return found
