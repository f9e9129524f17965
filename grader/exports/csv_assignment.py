"""An assignment's results as CSV: one row a student, one column a task."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal

from grader.core.assignment import AssignmentResult
from grader.core.roster import Roster, Student
from grader.core.rounding import half_up
from grader.exports.spreadsheet_text import spreadsheet_text


def csv_assignment(roster: Roster, results: Mapping[str, AssignmentResult]) -> bytes:
    """Return student_id, name, email, group, a column for each task, points, max, state, note, file, in roster order.

    A blank cell is a number that is not known, never 0: nothing was handed in, or staff have to mark. UTF-8 with BOM, CRLF.
    """
    tasks = list(dict.fromkeys(task.id for result in results.values() for task in result.tasks))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    header = ["student_id", "name", "email", "group", *tasks, "points", "max", "state", "note", "file"]
    writer.writerow([spreadsheet_text(name) for name in header])
    for student in roster.students():
        writer.writerow(_row(student, tasks, results.get(student.id) or results.get(student.group)))
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def _row(student: Student, tasks: list[str], result: AssignmentResult | None) -> list[str]:
    person = [spreadsheet_text(text) for text in (student.id, student.name, student.email, student.group)]
    if result is None:
        return [*person, *("" for _ in tasks), "", "", "", "nothing handed in", ""]
    points = {task.id: task.points for task in result.tasks}
    note = "; ".join([result.message, *result.notes] if result.message else result.notes)
    numbers = [_number(points.get(task)) for task in tasks]
    return [
        *person, *numbers, _number(result.points), _number(result.maximum), result.state.value, spreadsheet_text(note),
        spreadsheet_text(result.file),
    ]  # fmt: skip


def _number(points: Decimal | None) -> str:
    return "" if points is None else f"{half_up(points, Decimal('0.01')):.2f}"
