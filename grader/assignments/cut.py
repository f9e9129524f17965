"""Cut what students must not see out of a cell: the solution, the hidden tests, how a task is marked."""

from __future__ import annotations

import re
from pathlib import Path

from grader.assignments.cell import Cell, Kind
from grader.assignments.marks import without_marks
from grader.core.errors import InputError

CODE_STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")
TEXT_STUB = ("YOUR ANSWER HERE",)
_SOLUTION, _HIDDEN, _SCHEME = "SOLUTION", "HIDDEN TESTS", "MARK SCHEME"


def cut(path: Path, cell: Cell) -> str:
    """Return the cell's text as students get it.

    A solution region becomes `# YOUR CODE HERE` and a line that raises, in the region's indentation; a solution cell
    without a region becomes that whole. Hidden tests go without a trace, and so do marking schemes and the marks of tests to
    generate. As in nbgrader, the words BEGIN SOLUTION begin a region whatever stands before them in the line.

    Raises:
        InputError: with file and cell, when a region does not end, stands in another, or in a cell where it has no meaning.
    """
    stub = CODE_STUB if cell.type == "code" else TEXT_STUB
    text, solutions = _without(path, cell, cell.source, _SOLUTION, stub)
    text, hidden = _without(path, cell, text, _HIDDEN, ())
    text, schemes = _without(path, cell, text, _SCHEME, ())
    if solutions and not cell.answered:
        raise _wrong(path, cell, "a solution stands in a cell that students do not write in", "mark the cell as 'solution'")
    if hidden and cell.kind is not Kind.TESTS:
        raise _wrong(path, cell, "hidden tests stand in a cell that is not graded by tests", "mark the cell as 'grade'")
    if schemes and cell.kind is not Kind.TASK:
        raise _wrong(path, cell, "a marking scheme stands in a cell that is no task", "mark the cell as 'task'")
    if cell.answered and not solutions:
        return "\n".join(stub)
    return without_marks(text) if cell.kind is Kind.TESTS else text


def _without(path: Path, cell: Cell, text: str, what: str, stub: tuple[str, ...]) -> tuple[str, int]:
    """Return the text with the regions of that name replaced, and how many there were."""
    kept: list[str] = []
    begun, regions = 0, 0
    for number, line in enumerate(text.split("\n"), 1):
        if f"BEGIN {what}" in line:
            if begun:
                raise _wrong(path, cell, f"line {number} begins a region of {what} inside another", "end the first one before")
            begun, regions = number, regions + 1
            indent = re.match(r"\s*", line)
            kept += [(indent[0] if indent else "") + part for part in stub]
        elif f"END {what}" in line:
            if not begun:
                raise _wrong(path, cell, f"line {number} ends a region of {what} that never began", f"add ### BEGIN {what}")
            begun = 0
        elif not begun:
            kept.append(line)
    if begun:
        raise _wrong(path, cell, f"the region of {what} from line {begun} does not end", f"add ### END {what}")
    return "\n".join(kept), regions


def _wrong(path: Path, cell: Cell, what: str, hint: str) -> InputError:
    named = f" ({cell.grade_id})" if cell.grade_id else ""
    return InputError(f"cell {cell.number}{named}: {what}", file=path, hint=hint)
