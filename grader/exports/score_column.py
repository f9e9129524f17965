"""The columns of points that go to a learning platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from grader.core.errors import InputError
from grader.core.rounding import half_up
from grader.core.rubric import Component, Course
from grader.core.scores import ComponentScore, Mark
from grader.core.targets import TOTAL

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class ScoreColumn:
    """One column: `points` by student id, out of `maximum`, None while not known; `scores` hold the reasons."""

    id: str
    title: str
    maximum: Decimal
    points: Mapping[str, Decimal | None]
    scores: Mapping[str, ComponentScore]

    def text(self, student: str, *, none: str = "") -> str:
        """Return the student's points with two decimals, rounded half up; `none` while they are not known."""
        points = self.points.get(student)
        return none if points is None else two_decimals(points)

    def scaled(self, maximum: Decimal) -> ScoreColumn:
        """Return the column out of another maximum."""
        points = {name: None if one is None else one * maximum / self.maximum for name, one in self.points.items()}
        return replace(self, maximum=maximum, points=points)


def two_decimals(number: Decimal) -> str:
    """Return a number as every export writes it: two decimals, rounded half up, with a point."""
    return f"{half_up(number, _CENT):.2f}"


def score_columns(course: Course, marks: Sequence[Mark], names: Sequence[str] = ()) -> tuple[ScoreColumn, ...]:
    """Return the columns of these ids ('total' is the weighted total in percent), or one a top component.

    Raises InputError for an id that is none, or where two columns would have one title.
    """
    parts = {component.id: component for component in course.components}
    unknown = next((name for name in names if name not in parts and name != TOTAL), None)
    if unknown is not None:
        raise InputError(f"there is no column {unknown!r}", hint=f"there are {', '.join([*parts, TOTAL])}")
    columns = tuple(_column(parts[name], marks) if name in parts else _total(marks) for name in dict.fromkeys(names or parts))
    titles = [column.title.casefold() for column in columns]
    if twice := next((column.title for column in columns if titles.count(column.title.casefold()) > 1), None):
        raise InputError(f"two columns would be called {twice!r}", hint="give those components different titles in the rubric")
    return columns


def _column(component: Component, marks: Sequence[Mark]) -> ScoreColumn:
    scores = {mark.student.id: score for mark in marks for score in mark.components if score.id == component.id}
    maximum = next((score.maximum for score in scores.values()), component.points)
    points = {student: score.points for student, score in scores.items()}
    return ScoreColumn(component.id, " ".join(component.title.split()), maximum, points, scores)


def _total(marks: Sequence[Mark]) -> ScoreColumn:
    return ScoreColumn(TOTAL, "Total", Decimal(100), {mark.student.id: mark.percent for mark in marks}, {})
