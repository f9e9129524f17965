"""A rubric: the tree of components whose leaves are criteria with points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from grader.core.ballot_rule import BallotRule
from grader.core.markers import Markers
from grader.core.rating_rule import RatingRule
from grader.core.select_top import SelectTop


class Per(StrEnum):
    """Whether a component is earned by the whole group or by each student."""

    GROUP = "group"
    STUDENT = "student"


class Source(StrEnum):
    """Where a component's facts come from."""

    REPOSITORY = "repository"
    EXAM = "exam"
    MARKS = "marks"
    ASSIGNMENTS = "assignments"
    PARTS = "parts"


@dataclass(frozen=True)
class Band:
    """One support point of a band: at `at` (a number, or the name of a reference model) the criterion is worth `points`."""

    at: float | str
    points: Decimal


@dataclass(frozen=True)
class Level:
    """One level that staff may choose."""

    points: Decimal
    description: str


@dataclass(frozen=True)
class Late:
    """What lateness costs: nothing within `grace_minutes`, then `per_day` % for each day begun, `at_most` % in all.

    `per_hour` % is for each hour begun. The first `budget_minutes` are forgiven. What comes more than `cut_off_minutes` after
    the deadline counts nothing, whatever `at_most` says.
    """

    grace_minutes: int = 0
    per_day: Decimal = Decimal(0)
    at_most: Decimal = Decimal(100)
    per_hour: Decimal = Decimal(0)
    cut_off_minutes: int | None = None
    budget_minutes: int = 0


@dataclass(frozen=True)
class Criterion:
    """One thing that earns points: exactly one of `check` (measured), `levels` (staff choose) or `ballots` (peers rank).

    In a component whose source is `assignments` it has none of them: its id is the assignment's name.
    `free` has no levels: staff give any points. `strict` admits none but the levels' points. `markers` are several people.
    """

    id: str
    title: str
    points: Decimal
    check: str | None = None
    levels: tuple[Level, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    requires: tuple[str, ...] = ()
    line: int = 0
    free: bool = False
    strict: bool = False
    markers: Markers | None = None
    ballots: BallotRule | None = None


@dataclass(frozen=True)
class Component:
    """A weighted part of the grade: criteria (a leaf), an exam (a leaf), or further components.

    Weights count relative to their sisters'. Of a component's parts the `drop_lowest` with the lowest percentages do not
    count, and its bonuses together add `bonus_at_most` at most. A component that is a `bonus` adds up to `weight` percent to
    its level, beside the weights. Below `must_pass` percent the whole course is failed. `deadline` names one of the course's
    deadlines; '' is the course's own.

    With `missing_is_zero` who handed in nothing for a graded assignment has 0 points in it; else they stay open.

    With `select` its two components are alternatives: a group does one of them, which counts whole. With `rating` each
    student's points depend on what the other members say.
    """

    id: str
    title: str
    weight: Decimal
    source: Source
    per: Per
    criteria: tuple[Criterion, ...] = ()
    components: tuple[Component, ...] = ()
    late: Late | None = None
    line: int = 0
    drop_lowest: int = 0
    bonus: bool = False
    bonus_at_most: Decimal = Decimal(100)
    must_pass: Decimal | None = None
    deadline: str = ""
    select: SelectTop | None = None
    rating: RatingRule | None = None
    missing_is_zero: bool = False

    @property
    def points(self) -> Decimal:
        """What the component's criteria are worth together; 100 where it has none."""
        return sum((criterion.points for criterion in self.criteria), Decimal(0)) or Decimal(100)


@dataclass(frozen=True)
class Letter:
    """A grade that is a word: it holds from `percent` on."""

    name: str
    percent: Decimal


@dataclass(frozen=True)
class Scale:
    """How a total in percent becomes a grade.

    A number: rounded half up to `step` within [low, high]; passed from `passed` on. With `letters`, highest first and the
    last at 0, a word: the percentage is rounded half up to `step`, and passes from `passed` percent on.
    """

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(100)
    step: Decimal = Decimal(1)
    passed: Decimal = Decimal(60)
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True)
class Course:
    """A course's whole grading scheme, as one rubric file states it."""

    title: str
    components: tuple[Component, ...]
    scale: Scale = Scale()
    notebook: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    late_budget_minutes: int = 0
    bonus_at_most: Decimal = Decimal(100)

    def leaves(self) -> Iterator[Component]:
        """Yield the components that carry points themselves, in rubric order."""
        stack = list(reversed(self.components))
        while stack:
            component = stack.pop()
            if component.components:
                stack.extend(reversed(component.components))
            else:
                yield component

    def criteria(self) -> Iterator[tuple[str, Criterion]]:
        """Yield every criterion with its path of ids from the top, in rubric order."""
        yield from _criteria(self.components, "")


def _criteria(components: tuple[Component, ...], above: str) -> Iterator[tuple[str, Criterion]]:
    for component in components:
        path = f"{above}{component.id}."
        yield from ((path + criterion.id, criterion) for criterion in component.criteria)
        yield from _criteria(component.components, path)
