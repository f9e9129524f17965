"""One group's report as a web page: the receipt for its points, and how they were measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from grader.core.evidence import Evidence
from grader.core.metrics import per_class
from grader.core.roster import Group
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.intake.languages import ENGLISH
from grader.reports.accuracy_plot import accuracy_plot
from grader.reports.confusion_plot import confusion_plot
from grader.reports.curve_plot import curve_plot
from grader.reports.group_facts import group_facts
from grader.reports.language import Language, language
from grader.reports.learning_curves import learning_curves
from grader.reports.no_wall import no_wall
from grader.reports.notebook_text import notebook_cells
from grader.reports.notebook_view import MOST_BYTES, notebook_view
from grader.reports.page_environment import page_environment
from grader.reports.reliability_plot import reliability_plot
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
    spoken = language(code)
    facts = group_facts(course, group, marks, evidence, deadline, spoken)
    counted = facts.counted
    scored = counted if counted and counted.accuracy is not None else None
    matrix = (scored.confusion, scored.class_counts) if scored and scored.confusion else None
    models = {name: value for name, value in yardsticks.items() if ":" not in name}
    return (
        page_environment(code)
        .get_template("group.html.j2")
        .render(
            course=course,
            facts=facts,
            generated_at=generated_at,
            no_wall=evidence is not None and no_wall(evidence.provenance.sandbox),
            notebook_page=_notebook_page(facts.slug, staff=staff) if notebook is not None else "",
            failing_cell=_failing_cell(evidence, notebook, code),
            plot=accuracy_plot(scored.correct / scored.samples, scored.interval, models, spoken) if scored else "",
            confusion=confusion_plot(*matrix, spoken) if matrix else "",
            classes=per_class(*matrix) if matrix else (),
            reliability=reliability_plot(scored.reliability, spoken) if scored and scored.reliability else "",
            curves=_curves(notebook, spoken),
            staff=staff,
            wrong=wrong if staff else None,
        )
    )


def _notebook_page(slug: str, *, staff: bool) -> str:
    return f"{'../groups/' if staff else ''}{slug}.notebook.html"


def _failing_cell(evidence: Evidence | None, notebook: bytes | None, code: str) -> str:
    """Return the failing cell as it stands in the executed notebook, so that a reader need not look for it."""
    if evidence is None or notebook is None or evidence.execution.failing_cell is None:
        return ""
    return notebook_view(notebook, only=evidence.execution.failing_cell, code=code)


def _curves(notebook: bytes | None, language: Language) -> tuple[tuple[int, Markup, Markup], ...]:
    """Return each learning curve's cell, counted from 1, and its drawings of accuracy and loss ('' where there is none)."""
    cells = notebook_cells(notebook, MOST_BYTES) if notebook is not None else None
    return tuple(
        (one.cell + 1, curve_plot(one, "accuracy", language), curve_plot(one, "loss", language))
        for one in learning_curves(cells or ())
    )
