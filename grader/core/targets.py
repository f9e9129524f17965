"""What staff may adjust in a course, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from grader.core.exam import Exam
from grader.core.rubric import Component, Course, Source

TOTAL = "total"


def targets(course: Course, exam: Exam | None = None) -> dict[str, Decimal]:
    """Return what an adjustment may name, each with its maximum: every component and criterion, and `total` in percent.

    A name is the path of ids from the top: `project`, `project.presentation`, `coursework.project.presentation`.
    """
    return {**dict(_below(course.components, "", exam)), TOTAL: Decimal(100)}


def maximum(component: Component, exam: Exam | None) -> Decimal:
    """Return the most points a component can be worth: the exam file's own maximum for an exam that has one."""
    return exam.maximum if component.source is Source.EXAM and exam else component.points


def _below(components: Sequence[Component], prefix: str, exam: Exam | None) -> Iterator[tuple[str, Decimal]]:
    for component in components:
        path = f"{prefix}{component.id}"
        yield path, maximum(component, exam)
        for criterion in component.criteria:
            yield f"{path}.{criterion.id}", criterion.points
        yield from _below(component.components, f"{path}.", exam)
