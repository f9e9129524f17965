"""The gradebook as CSV: one row a student, for any spreadsheet or learning platform."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from grader.core.errors import InputError
from grader.core.roster import Roster, Student
from grader.core.rounding import half_up
from grader.core.rubric import Component, Course
from grader.core.scores import ComponentScore, Mark, State
from grader.core.show import show
from grader.exports.spreadsheet_text import spreadsheet_text
from grader.gradebook.write_file import write_file

_STEP: Final = Decimal("0.01")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


def csv_gradebook(course: Course, roster: Roster, marks: Sequence[Mark]) -> bytes:
    """Return one row a student in roster order; a blank cell is a number that is not known yet, never 0.

    Columns: student_id, name, email, group; `<id>_points`, `<id>_max`, `<id>_percent` for each top component; total_percent,
    grade, state, note, commit; then the roster's own further columns (`roster_` before a name that is taken). Points and
    percent have two decimals, rounded half up. UTF-8 with BOM, CRLF. A text that a spreadsheet could run starts with '.

    Raises InputError where two columns would have one name, ValueError for a mark of somebody who is not in the roster.
    """
    by_student = {mark.student.id: mark for mark in marks}
    if strangers := by_student.keys() - {student.id for student in roster.students()}:
        raise ValueError(f"marks of students who are not in the roster: {sorted(strangers)}")
    rows = [
        _header(course, roster),
        *(_row(course, roster, student, by_student.get(student.id)) for student in roster.students()),
    ]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    # Half a character (a lone surrogate) has no UTF-8: it is shown as an escape rather than stopping the whole gradebook.
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def write_gradebook(path: Path, data: bytes) -> Path:
    """Put the gradebook at `path` in one step; raise MachineError when the disk refuses, the old file then stays."""
    return write_file(path, data)


def _header(course: Course, roster: Roster) -> list[str]:
    parts = (f"{component.id}_{number}" for component in course.components for number in ("points", "max", "percent"))
    names = ["student_id", "name", "email", "group", *parts, "total_percent", "grade", "state", "note", "commit"]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InputError(f"two columns of the gradebook would be called {twice[0]!r}", hint="rename that component in the rubric")
    for column in roster.extra_columns:
        names.append(_free(column, names))
    return [spreadsheet_text(name) for name in names]


def _free(column: str, taken: Sequence[str]) -> str:
    while column in taken:
        column = f"roster_{column}"
    return column


def _row(course: Course, roster: Roster, student: Student, mark: Mark | None) -> list[str]:
    scores = {score.id: score for score in mark.components} if mark else {}
    cells = [cell for component in course.components for cell in _component(component, scores)]
    about = [spreadsheet_text(text) for text in (student.id, student.name, student.email, student.group)]
    extra = dict(student.extra)
    return [*about, *cells, *_result(mark), *(spreadsheet_text(extra.get(column, "")) for column in roster.extra_columns)]


def _component(component: Component, scores: Mapping[str, ComponentScore]) -> Iterator[str]:
    score = scores.get(component.id)
    yield _number(score.points if score else None)
    yield _number(score.maximum if score else component.points)
    yield _number(score.percent if score else None)


def _result(mark: Mark | None) -> tuple[str, ...]:
    if mark is None:
        return "", "", State.NOT_READY.value, "not graded yet", ""
    grade = mark.grade or ""
    shown = grade if _NUMBER.fullmatch(grade) else spreadsheet_text(grade)
    note, commit = (spreadsheet_text(show(text, 1000)) for text in (mark.note, mark.commit))
    return _number(mark.percent), shown, mark.state.value, note, commit


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{half_up(value, _STEP):.2f}"
