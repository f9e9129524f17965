from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from grader.reports.students_page import students_page


def _number(points: Decimal | None) -> str:
    return "—not known yet" if points is None else str(points.quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_every_students_numbers_on_the_page_are_those_of_the_marks(case: Any, read_page: Any) -> None:
    page = read_page(students_page(case.course, case.marks, generated_at="2027-01-09 09:30"))
    rows = page.tables[0][1:]
    assert len(rows) == len(case.marks)
    for row, mark in zip(rows, case.marks, strict=True):
        project, exam = mark.components
        assert row[1] == mark.student.id
        assert row[3:7] == [
            f"{_number(project.points)} / 100",
            f"{_number(exam.points)} / 40",
            _number(mark.percent),
            mark.grade or "—not known yet",
        ]


def test_an_unknown_number_is_a_dash_and_never_a_zero(case: Any, read_page: Any) -> None:
    page = read_page(students_page(case.course, case.marks, generated_at="now"))
    assert not [cell for row in page.tables[0] for cell in row if cell.startswith("0.00")]


def test_a_course_without_students_still_has_a_page(case: Any, read_page: Any) -> None:
    assert read_page(students_page(case.course, (), generated_at="now")).tables[0][0][0] == "Student"
