"""What a group or a student gets to read: points and reasons, and nothing that is held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.roster import Group
from grader.core.rubric import Course
from grader.core.scores import Mark, State
from grader.intake.languages import ENGLISH
from grader.reports.group_facts import Individual, group_facts
from grader.reports.leaf_scores import LeafScore, leaf_scores
from grader.reports.page_environment import markdown_environment, page_environment, text_environment


@dataclass(frozen=True)
class Feedback:
    """The same feedback as Markdown, as a web page without links, and as the plain text of a mail ('' for a group)."""

    markdown: str
    html: str
    mail: str = ""


@dataclass(frozen=True)
class _Facts:
    """What a feedback states; `mark` is the student's own, None for a group."""

    group: Group
    state: State
    leaves: tuple[LeafScore, ...]
    commit: str
    mark: Mark | None = None
    individuals: tuple[Individual, ...] = ()
    personal: tuple[str, ...] = ()


def group_feedback(course: Course, group: Group, marks: Sequence[Mark], *, generated_at: str, code: str = ENGLISH) -> Feedback:
    """Return what every member may read: the components graded per group, no exam, no total.

    It holds no predictions and nothing of the held-out set but the measured values that points come from. An empty
    `generated_at` leaves the date out, so that the same points give the same text.
    """
    facts = group_facts(course, group, marks)
    commit = next((mark.commit for mark in marks if mark.student.group == group.id), "")
    stated = _Facts(group, facts.state, facts.leaves, commit, None, facts.individuals, facts.personal)
    return Feedback(*_render(course, stated, generated_at, code))


def student_feedback(course: Course, group: Group, mark: Mark, *, generated_at: str, code: str = ENGLISH) -> Feedback:
    """Return what one student alone may read: every component with the student's own exam, the total and the grade."""
    leaves = leaf_scores(course.components, mark.components)
    stated = _Facts(group, mark.state, leaves, mark.commit, mark)
    mail = text_environment(code).get_template("feedback.txt.j2").render(course=course, facts=stated, generated_at=generated_at)
    return Feedback(*_render(course, stated, generated_at, code), mail)


def _render(course: Course, facts: _Facts, generated_at: str, code: str) -> tuple[str, str]:
    about = {"course": course, "facts": facts, "generated_at": generated_at}
    return (
        markdown_environment(code).get_template("feedback.md.j2").render(about),
        page_environment(code).get_template("feedback.html.j2").render(about),
    )
