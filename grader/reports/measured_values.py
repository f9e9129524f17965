"""What the part of a group's page is filled with that only its evidence shapes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from grader.core.evidence import Evaluation, Evidence
from grader.core.metrics import per_class
from grader.core.roster import Group
from grader.core.slug import slug
from grader.intake.languages import ENGLISH
from grader.reports.accuracy_plot import accuracy_plot
from grader.reports.confusion_plot import confusion_plot
from grader.reports.curve_plot import curve_plot
from grader.reports.language import Language, language
from grader.reports.learning_curves import learning_curves
from grader.reports.measured_facts import measured_facts
from grader.reports.notebook_text import notebook_cells
from grader.reports.notebook_view import MOST_BYTES, notebook_view
from grader.reports.reliability_plot import reliability_plot
from grader.reports.wrong_digits import WrongDigits


def measured_values(  # noqa: PLR0913 - every value the page states arrives by name
    group: Group,
    evidence: Evidence | None,
    counted: Evaluation | None,
    *,
    yardsticks: Mapping[str, float],
    notebook: bytes | None = None,
    deadline: datetime | None = None,
    code: str = ENGLISH,
    staff: bool = False,
    wrong: WrongDigits | None = None,
) -> dict[str, Any]:
    """Return the values of `group_measured.html.j2`, which know of no rubric and no mark; `counted` is of the evidence."""
    spoken = language(code)
    scored = counted if counted and counted.accuracy is not None else None
    matrix = (scored.confusion, scored.class_counts) if scored and scored.confusion else None
    models = {name: value for name, value in yardsticks.items() if ":" not in name}
    return {
        "measured": measured_facts(group, evidence, counted, deadline, spoken),
        "notebook_page": _notebook_page(slug(group.id), staff=staff) if notebook is not None else "",
        "failing_cell": _failing_cell(evidence, notebook, code),
        "plot": accuracy_plot(scored.correct / scored.samples, scored.interval, models, spoken) if scored else "",
        "confusion": confusion_plot(*matrix, spoken) if matrix else "",
        "classes": per_class(*matrix) if matrix else (),
        "reliability": reliability_plot(scored.reliability, spoken) if scored and scored.reliability else "",
        "curves": _curves(notebook, spoken),
        "wrong": wrong if staff else None,
    }


def _notebook_page(name: str, *, staff: bool) -> str:
    return f"{'../groups/' if staff else ''}{name}.notebook.html"


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
