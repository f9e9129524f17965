"""The course at a glance: what needs staff first, then how everyone did, every group, and where the time went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from grader.core.evidence import Evidence
from grader.core.roster import Roster
from grader.core.rubric import Course, Per
from grader.core.scores import Mark, State
from grader.intake.languages import ENGLISH
from grader.reports.accuracies_plot import accuracies_plot
from grader.reports.band_rows import band_rows
from grader.reports.index_rows import index_rows
from grader.reports.language import language
from grader.reports.needs import needs
from grader.reports.no_wall import no_wall
from grader.reports.page_environment import page_environment
from grader.reports.spread import spreads
from grader.reports.stage_times import stage_times


def index_page(  # noqa: PLR0913 - every value the page states arrives by name
    course: Course,
    roster: Roster,
    marks: Sequence[Mark],
    evidence: Mapping[str, Evidence],
    *,
    yardsticks: Mapping[str, float],
    generated_at: str,
    sandbox: str,
    warnings: Sequence[str] = (),
    durations: Mapping[str, float] | None = None,
    code: str = ENGLISH,
) -> str:
    """Return the HTML of `index.html` in the language `code`.

    `evidence` is by group id; `durations` are the whole seconds that each took; `sandbox` 'none' puts a warning on top.
    """
    spoken = language(code)
    states = Counter(mark.state for mark in marks)
    models = {name: value for name, value in yardsticks.items() if ":" not in name}  # 'check:name' is another measure
    rows = tuple(index_rows(course, roster, marks, evidence, models))
    accuracies = [found for row in rows if (found := row.accuracy)]
    return (
        page_environment(code)
        .get_template("index.html.j2")
        .render(
            course=course,
            scripted=True,
            students=len(marks),
            generated_at=generated_at,
            sandbox=sandbox,
            no_wall=no_wall(sandbox),
            warnings=warnings,
            counts=[(state, states[state]) for state in State if states[state] or state is State.FULLY_GRADED],
            needs=needs(course, marks),
            shared=[component for component in course.leaves() if component.per is Per.GROUP],
            rows=rows,
            yardsticks=sorted(models.items(), key=lambda item: (item[1], item[0])),
            plot=accuracies_plot(accuracies, models, spoken) if accuracies else "",
            bands=band_rows(rows),
            spreads=spreads(course, marks, spoken),
            stages=stage_times(evidence, durations or {}),
            states=list(State),
        )
    )
