"""What a student reads about an assignment: every task, its points and the public part of the reason."""

from __future__ import annotations

import re
from decimal import Decimal

from grader.core.assignment import AssignmentResult, Task, Where
from grader.core.rounding import at_most_four_decimals
from grader.core.show import show

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~&-])")
_REACH = (
    "Tests marked with ° ran in the same process as your own code; those without ran outside of it and saw only what your "
    "functions answered."
)


def assignment_feedback(result: AssignmentResult, title: str) -> str:
    """Return the feedback as Markdown. Hidden tests are counted and not named, and nothing that was compared is shown."""
    lines = [f"# {_text(title)}", "", f"File: {_text(result.file)}  ", f"Points: {_of(result.points, result.maximum)}", ""]
    if result.message:
        lines += [_text(result.message), ""]
    lines += ["| Task | Points | |", "|---|---|---|", *(_row(task) for task in result.tasks if not task.hidden)]
    lines += _hidden([task for task in result.tasks if task.hidden])
    if any(task.where is Where.KERNEL for task in result.tasks):
        lines += ["", _REACH]
    if result.notes:
        lines += ["", "Noticed:", "", *(f"- {_text(note)}" for note in result.notes)]
    return "\n".join(lines) + "\n"


def _row(task: Task) -> str:
    mark = " °" if task.where is Where.KERNEL else ""
    return f"| {_text(task.title)}{mark} | {_of(task.points, task.maximum)} | {_text(task.message)} |"


def _hidden(tasks: list[Task]) -> list[str]:
    if not tasks:
        return []
    known = [task.points for task in tasks if task.points is not None]
    points = sum(known, Decimal(0)) if len(known) == len(tasks) else None
    count = f"{len(tasks)} hidden tests" if len(tasks) > 1 else "a hidden test"
    return [f"| {count} | {_of(points, sum((task.maximum for task in tasks), Decimal(0)))} | |"]


def _of(points: Decimal | None, maximum: Decimal) -> str:
    return f"{'not known yet' if points is None else at_most_four_decimals(points)} of {maximum.normalize():f}"


def _text(text: str) -> str:
    """Return a text in which nothing is Markdown or HTML: it may be the student's own."""
    return _SPECIAL.sub(r"\\\1", show(text, 1000)).replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")
