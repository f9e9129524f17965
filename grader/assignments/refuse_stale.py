"""Are the tests that were written from a notebook's marks those that it asks for now?"""

from __future__ import annotations

import ast
from pathlib import Path

from grader.assignments.assignment import Assignment
from grader.assignments.autotests import autotests
from grader.assignments.cell import Kind
from grader.assignments.marks import marks
from grader.core.errors import InputError
from grader.intake.read_text import read_text


def refuse_stale(assignment: Assignment) -> None:
    """Raise InputError where the notebook has marks and `autotests.py` is missing, or holds other tests than they ask for."""
    hint = f"run grader assignment autotest {assignment.name}"
    cells = [cell for cell in assignment.source.of((Kind.TESTS,)) if marks(cell.source)]
    written = next((path for path in assignment.tests if path.name == "autotests.py"), None)
    if not cells and written is None:
        return
    if written is None:
        names = ", ".join(cell.grade_id for cell in cells[:5])
        raise InputError(f"{names}: the AUTOTEST marks are no tests yet", file=assignment.source.path, hint=hint)
    if not cells:
        raise InputError("the notebook has no AUTOTEST marks any more", file=written, hint="delete this file")
    if _asked(written, read_text(written)) != _asked(written, autotests(assignment.source)):
        raise InputError("the notebook's AUTOTEST marks have changed since this was written", file=written, hint=hint)


def _asked(path: Path, text: str) -> dict[str, str | None]:
    """Return what each test asks, by the test's name."""
    try:
        functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError as error:
        raise InputError(f"this is no Python: {error.msg}", file=path, line=error.lineno or 1) from None
    return {node.name: ast.get_docstring(node) for node in functions if node.name.startswith("test_")}
