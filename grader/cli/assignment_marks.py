"""What staff decide about an assignment's tasks: one at a time, or a sheet of them."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import typer

from grader.assignments.assignment import Assignment
from grader.assignments.marked import target
from grader.cli.assignment_desk import roster_of
from grader.core.assignment import AssignmentResult
from grader.core.errors import InputError
from grader.core.scores import Adjustment
from grader.core.show import show
from grader.core.typed_number import typed_number
from grader.coursework import results_of, write_sheet
from grader.exports.spreadsheet_text import spreadsheet_text
from grader.gradebook.store import Store
from grader.intake.csv_table import read_csv
from grader.intake.did_you_mean import did_you_mean

_NEEDED = ("task", "who", "points", "comment")


def mark_task(course: Path, assignment: Assignment, mark: tuple[str, str, str], reason: str, author: str | None) -> None:
    """Keep what staff decided about one task (`mark`: who, task, points), and write the tables anew."""
    change = _change(assignment, results_of(course, assignment.name), mark, reason, author, InputError)
    _keep(course, assignment, [change])
    typer.echo(f"{mark[1]} of {show(change.subject, 60)} is {change.points} now")


def mark_sheet(course: Path, assignment: Assignment, sheet: Path, author: str | None) -> None:
    """Keep what a sheet says: `task`, `who`, `points`, `comment`. A row without points changes nothing.

    Raises:
        InputError: with the row's line; then nothing of the sheet is kept.
    """
    table, results = read_csv(sheet), results_of(course, assignment.name)
    if missing := [name for name in _NEEDED if name not in table.columns]:
        raise table.error(f"there is no column {missing[0]!r}", "fill in the to_mark.csv that grader assignment grade writes")
    changes: dict[tuple[str, str], Adjustment] = {}
    for row in table.rows:
        if not row.cells["points"]:
            continue
        if not row.cells["comment"]:
            raise row.error("a mark needs a comment", "say why: the student reads it")
        mark = (row.cells["who"], row.cells["task"], row.cells["points"])
        if mark[:2] in changes:
            raise row.error(f"{show(mark[0], 60)!r} is marked twice in {show(mark[1], 60)}")
        changes[mark[:2]] = _change(assignment, results, mark, row.cells["comment"], author, row.error)
    _keep(course, assignment, changes.values())
    typer.echo(f"{len(changes)} marks are kept")


def _change(
    assignment: Assignment,
    results: Mapping[str, AssignmentResult],
    mark: tuple[str, str, str],
    reason: str,
    author: str | None,
    wrong: Callable[..., InputError],
) -> Adjustment:
    who, name, points = mark
    who = next((one for one in results if spreadsheet_text(one) == who), who)  # as it stands in our own sheet
    if who not in results:
        raise wrong(f"there is no result of {show(who, 60)!r}", hint=did_you_mean(who, results, kind="students"))
    tasks = {task.id: task for task in results[who].tasks}
    if name not in tasks:
        raise wrong(f"there is no task called {show(name, 60)!r}", hint=did_you_mean(name, tasks, kind="tasks"))
    amount = typed_number(points)
    if amount is None:
        raise wrong(f"{show(points, 40)!r} is no number of points")
    if not 0 <= amount <= tasks[name].maximum:
        raise wrong(f"{name} is worth 0 to {tasks[name].maximum} points, not {show(points, 40)}")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Adjustment(target(assignment.name, name), who, amount, reason, author or getpass.getuser(), at)


def _keep(course: Path, assignment: Assignment, changes: Iterable[Adjustment]) -> None:
    with Store.open(course) as store:
        store.add_adjustments(list(changes))
    write_sheet(course, roster_of(course), assignment)
