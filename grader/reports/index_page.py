"""The course at a glance: what needs staff first, every group, every student, and how the totals are spread."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from grader.core.evidence import Evidence
from grader.core.roster import Group, Roster
from grader.core.rubric import Course, Per
from grader.core.scale import pass_percent
from grader.core.scores import ComponentScore, Mark, State
from grader.core.slug import slug
from grader.reports.accuracy_plot import accuracy_plot
from grader.reports.group_facts import GroupFacts, group_facts
from grader.reports.needs import needs, open_points
from grader.reports.no_wall import no_wall
from grader.reports.page_environment import page_environment
from grader.reports.totals_plot import totals_plot


@dataclass(frozen=True)
class _GroupRow:
    facts: GroupFacts
    scores: tuple[ComponentScore | None, ...]
    plot: Markup
    needs: tuple[str, ...]


@dataclass(frozen=True)
class _StudentRow:
    mark: Mark
    slug: str
    scores: tuple[ComponentScore | None, ...]


@dataclass(frozen=True)
class _Summary:
    median: Decimal
    mean: Decimal
    lowest: Decimal
    highest: Decimal


def index_page(
    course: Course,
    roster: Roster,
    marks: Sequence[Mark],
    evidence: Mapping[str, Evidence],
    *,
    yardsticks: Mapping[str, float],
    generated_at: str,
    sandbox: str,
    warnings: Sequence[str],
) -> str:
    """Return the HTML of `index.html`. `evidence` is by group id; `sandbox` 'none' puts a warning on top."""
    percents = [mark.percent for mark in marks if mark.percent is not None]
    states = Counter(mark.state for mark in marks)
    return (
        page_environment()
        .get_template("index.html.j2")
        .render(
            course=course,
            marks=marks,
            generated_at=generated_at,
            sandbox=sandbox,
            no_wall=no_wall(sandbox),
            warnings=warnings,
            counts=[(state, states[state]) for state in State if states[state] or state is State.FULLY_GRADED],
            needs=needs(course, marks),
            shared_titles=_shared_titles(course),
            groups=[_group_row(course, group, marks, evidence.get(group.id), yardsticks) for group in roster.groups],
            students=[_student_row(course, mark) for mark in marks],
            yardsticks=sorted(yardsticks.items(), key=lambda item: (item[1], item[0])),
            histogram=totals_plot(percents, pass_percent(course.scale)),
            summary=_summary(percents),
            known=len(percents),
        )
    )


def _shared_titles(course: Course) -> list[str]:
    return [component.title for component in course.leaves() if component.per is Per.GROUP]


def _group_row(
    course: Course, group: Group, marks: Sequence[Mark], evidence: Evidence | None, yardsticks: Mapping[str, float]
) -> _GroupRow:
    facts = group_facts(course, group, marks, evidence)
    scores = {id(leaf.component): leaf.score for leaf in facts.leaves}
    counted = facts.counted
    scored = counted is not None and counted.accuracy is not None
    return _GroupRow(
        facts=facts,
        scores=tuple(scores.get(id(component)) for component in course.leaves() if component.per is Per.GROUP),
        plot=accuracy_plot(counted.correct / counted.samples, counted.interval, yardsticks) if counted and scored else Markup(""),
        needs=_needed(facts),
    )


def _needed(facts: GroupFacts) -> tuple[str, ...]:
    titles: dict[str, list[str]] = {}
    for leaf in facts.leaves:
        for _, title, reason in open_points(leaf):
            titles.setdefault(reason, []).append(title)
    return tuple(f"{', '.join(named)}: {reason}" for reason, named in titles.items())


def _student_row(course: Course, mark: Mark) -> _StudentRow:
    by_id = {score.id: score for score in mark.components}
    return _StudentRow(mark, slug(mark.student.group), tuple(by_id.get(component.id) for component in course.components))


def _summary(percents: Sequence[Decimal]) -> _Summary | None:
    if not percents:
        return None
    mean = sum(map(Fraction, percents), Fraction(0)) / len(percents)
    return _Summary(
        median=statistics.median(percents),
        mean=Decimal(mean.numerator) / Decimal(mean.denominator),
        lowest=min(percents),
        highest=max(percents),
    )
