"""Every student's points, total and grade on one page, for staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.rubric import Course
from grader.core.scores import ComponentScore, Mark, State
from grader.core.slug import slug
from grader.intake.languages import ENGLISH
from grader.reports.no_wall import no_wall
from grader.reports.page_environment import page_environment


@dataclass(frozen=True)
class _StudentRow:
    mark: Mark
    slug: str
    scores: tuple[ComponentScore | None, ...]


def students_page(
    course: Course, marks: Sequence[Mark], *, generated_at: str, sandbox: str = "bubblewrap", code: str = ENGLISH
) -> str:
    """Return the HTML of `students.html` in the language `code`: a row a student in the roster's order.

    The `sandbox` 'none' puts a warning on top.
    """
    rows = [_row(course, mark) for mark in marks]
    template = page_environment(code).get_template("students.html.j2")
    return template.render(
        course=course, scripted=True, rows=rows, generated_at=generated_at, states=list(State), no_wall=no_wall(sandbox)
    )


def _row(course: Course, mark: Mark) -> _StudentRow:
    by_id = {score.id: score for score in mark.components}
    return _StudentRow(mark, slug(mark.student.group), tuple(by_id.get(component.id) for component in course.components))
