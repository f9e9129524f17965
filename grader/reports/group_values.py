"""What the pages of one group are filled with: the receipt for its points, and how they were measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from grader.core.evidence import Evidence
from grader.core.roster import Group
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.intake.languages import ENGLISH
from grader.reports.counted_evaluation import counted_evaluation
from grader.reports.group_facts import group_facts
from grader.reports.measured_values import measured_values


def group_values(  # noqa: PLR0913 - every value the page states arrives by name
    course: Course,
    group: Group,
    marks: Sequence[Mark],
    evidence: Evidence | None,
    *,
    yardsticks: Mapping[str, float],
    notebook: bytes | None = None,
    deadline: datetime | None = None,
    code: str = ENGLISH,
    staff: bool = False,
) -> dict[str, Any]:
    """Return the values of `group_main.html.j2`: a group's points, and those of `measured_values`, which says what is what."""
    counted = counted_evaluation(course, evidence) if evidence else None
    measured = measured_values(
        group, evidence, counted, yardsticks=yardsticks, notebook=notebook, deadline=deadline, code=code, staff=staff
    )
    return {"facts": group_facts(course, group, marks), **measured}
