"""How the points of a course are spread: the totals, and each component by itself."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from grader.core.rubric import Component, Course
from grader.core.scores import ComponentScore, Mark
from grader.reports.histogram_plot import histogram_plot
from grader.reports.language import Language


@dataclass(frozen=True)
class Summary:
    """Percentages in four numbers."""

    median: Decimal
    mean: Decimal
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True)
class Spread:
    """The percentages of one number of every student: drawn, and summed up where any is known; `unknown` are not drawn."""

    title: str
    plot: Markup
    summary: Summary | None
    known: int
    unknown: int


def spreads(course: Course, marks: Sequence[Mark], language: Language) -> tuple[Spread, ...]:
    """Return the spread of the totals, then of every component in the rubric's order, parts of parts included."""
    totals = [mark.percent for mark in marks]
    found = [_spread(language.say("Total"), totals, language, _pass_percent(course))]
    for title, path in _paths(course.components, (), ""):
        found.append(_spread(title, [_percent(mark.components, path) for mark in marks], language))
    return tuple(found)


def _paths(components: Sequence[Component], above: tuple[str, ...], title: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for component in components:
        path, name = (*above, component.id), f"{title}{component.title}"
        yield name, path
        yield from _paths(component.components, path, f"{name}: ")


def _percent(scores: Sequence[ComponentScore], path: Sequence[str]) -> Decimal | None:
    found = next((score for score in scores if score.id == path[0]), None)
    if found is None or len(path) == 1:
        return found.percent if found else None
    return _percent(found.components, path[1:])


def _spread(title: str, percents: Sequence[Decimal | None], language: Language, passed: Decimal | None = None) -> Spread:
    known = [percent for percent in percents if percent is not None]
    plot = histogram_plot(known, title, language, passed)
    return Spread(title, plot, _summary(known), len(known), len(percents) - len(known))


def _pass_percent(course: Course) -> Decimal | None:
    scale = course.scale
    return (scale.passed - scale.low) * 100 / (scale.high - scale.low) if scale.high > scale.low else None


def _summary(percents: Sequence[Decimal]) -> Summary | None:
    if not percents:
        return None
    mean = sum(map(Fraction, percents), Fraction(0)) / len(percents)
    return Summary(
        median=statistics.median(percents),
        mean=Decimal(mean.numerator) / Decimal(mean.denominator),
        lowest=min(percents),
        highest=max(percents),
    )
