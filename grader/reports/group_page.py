"""One group's report as a web page: the receipt for its points, and how they were measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from grader.core.evidence import Evidence
from grader.core.metrics import per_class
from grader.core.roster import Group
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.reports.accuracy_plot import accuracy_plot
from grader.reports.confusion_plot import confusion_plot
from grader.reports.group_facts import group_facts
from grader.reports.no_wall import no_wall
from grader.reports.notebook_view import notebook_view
from grader.reports.page_environment import page_environment


def group_page(
    course: Course,
    group: Group,
    marks: Sequence[Mark],
    evidence: Evidence | None,
    *,
    yardsticks: Mapping[str, float],
    generated_at: str,
    notebook: bytes | None = None,
    deadline: datetime | None = None,
) -> str:
    """Return the HTML of `groups/<slug>.html`.

    `marks` are the members' (others' are ignored), `notebook` is the executed notebook's JSON, of which only the failing
    cell is shown here, and `deadline` is what lateness is counted from.
    """
    facts = group_facts(course, group, marks, evidence, deadline)
    counted = facts.counted
    scored = counted if counted and counted.accuracy is not None else None
    matrix = (scored.confusion, scored.class_counts) if scored and scored.confusion else None
    return (
        page_environment()
        .get_template("group.html.j2")
        .render(
            course=course,
            facts=facts,
            generated_at=generated_at,
            no_wall=evidence is not None and no_wall(evidence.provenance.sandbox),
            has_notebook=notebook is not None,
            failing_cell=_failing_cell(evidence, notebook),
            plot=accuracy_plot(scored.correct / scored.samples, scored.interval, yardsticks, width=360, labels=True)
            if scored
            else "",
            confusion=confusion_plot(*matrix) if matrix else "",
            classes=per_class(*matrix) if matrix else (),
        )
    )


def _failing_cell(evidence: Evidence | None, notebook: bytes | None) -> str:
    """Return the failing cell as it stands in the executed notebook, so that a reader need not look for it."""
    if evidence is None or notebook is None or evidence.execution.failing_cell is None:
        return ""
    return notebook_view(notebook, only=evidence.execution.failing_cell)
