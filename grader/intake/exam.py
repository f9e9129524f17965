"""Read the exam's results."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from grader.core.exam import Exam
from grader.core.roster import Roster
from grader.core.show import show
from grader.intake.csv_table import Row, read_csv
from grader.intake.exam_columns import ExamColumns, exam_columns
from grader.intake.exam_person import find_student
from grader.intake.exam_points import Points, read_points

_DEFAULT_MAXIMUM = Decimal(100)


def read_exam(path: Path, roster: Roster) -> Exam:
    """Return the points of every student whose points are known. Blank points are not known yet: never 0.

    Two forms are recognised by their header: `student_id,points` with an optional `maximum` (100 where there is none),
    and a Google Forms quiz export, whose score reads `32 / 40`.

    Raises:
        InputError: with file and line, when a person is unknown or listed twice, points are no number or outside 0 to
            the maximum, or rows state different maxima.
    """
    table = read_csv(path, repeated=True)
    columns = exam_columns(table)
    rows = _by_student(table.rows, columns, roster)
    results = {student: read_points(row, columns.points, columns.maximum) for student, row in rows.items()}
    maximum = _maximum([(one, rows[student]) for student, one in results.items()], quiz=columns.quiz)
    known = {student: one.points for student, one in results.items() if one.points is not None}
    for student, points in known.items():
        if points > maximum:
            raise rows[student].error(f"{points} points are more than the maximum of {maximum}")
    return Exam(known, maximum, tuple(student.id for student in roster.students() if student.id not in known))


def _by_student(table: tuple[Row, ...], columns: ExamColumns, roster: Roster) -> Mapping[str, Row]:
    rows: dict[str, Row] = {}
    for row in table:
        student = find_student(row, columns.student_id, columns.email, roster)
        if student.id in rows:
            what = f"{show(student.id, 60)!r} has two results, on lines {rows[student.id].line} and {row.line}"
            raise row.error(what, "remove the one that does not count")
        rows[student.id] = row
    return rows


def _maximum(results: list[tuple[Points, Row]], *, quiz: bool) -> Decimal:
    stated = [(one.maximum, row) for one, row in results if one.maximum is not None]
    for maximum, row in stated:
        if maximum != stated[0][0]:
            what = f"the maximum is {maximum} here, but {stated[0][0]} on line {stated[0][1].line}"
            raise row.error(what, "all students write the same exam: mend one of them")
    bare = next((row for one, row in results if one.points is not None), None)
    if quiz and bare is not None and not stated:
        raise bare.error("no score states its maximum", "a score reads '32 / 40'")
    return stated[0][0] if stated else _DEFAULT_MAXIMUM
