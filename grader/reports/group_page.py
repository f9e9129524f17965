"""One group's report as a web page: the receipt for its points, and how they were measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from grader.core.evidence import Evidence
from grader.core.roster import Group
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.intake.languages import ENGLISH
from grader.reports.counted_evaluation import counted_evaluation
from grader.reports.group_facts import group_facts
from grader.reports.measured_values import measured_values
from grader.reports.no_wall import no_wall
from grader.reports.page_around import page_around, points_part
from grader.reports.page_environment import page_environment
from grader.reports.wrong_digits import WrongDigits


def group_page(  # noqa: PLR0913 - every value the page states arrives by name
    course: Course,
    group: Group,
    marks: Sequence[Mark],
    evidence: Evidence | None,
    *,
    yardsticks: Mapping[str, float],
    generated_at: str,
    notebook: bytes | None = None,
    deadline: datetime | None = None,
    code: str = ENGLISH,
    staff: bool = False,
    wrong: WrongDigits | None = None,
) -> str:
    """Return the HTML of `groups/<slug>.html`, or with `staff` of `staff/<slug>.html`, in the language `code`.

    `marks` are the members' (others' are ignored), `notebook` is the executed notebook's JSON, of which only the failing
    cell is shown here, and `deadline` is what lateness is counted from. `wrong` holds pictures of held-out digits: it is shown
    to `staff` and to nobody else.
    """
    facts = group_facts(course, group, marks)
    counted = counted_evaluation(course, evidence) if evidence else None
    values = measured_values(
        group, evidence, counted, yardsticks=yardsticks, notebook=notebook, deadline=deadline, code=code, staff=staff, wrong=wrong
    )
    before, behind = page_around(
        course, facts, points_part(facts, code=code), generated_at=generated_at, code=code, staff=staff,
        no_wall=evidence is not None and no_wall(evidence.provenance.sandbox),
    )  # fmt: skip
    return before + page_environment(code).get_template("group_measured.html.j2").render(values) + behind
