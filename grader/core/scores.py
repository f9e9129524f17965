"""Scores: evidence turned into points. Points are Decimal, and None until they are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from grader.core.harmless import harmless
from grader.core.roster import Student


class State(StrEnum):
    """How far a number can be relied on, best first."""

    FULLY_GRADED = "FULLY_GRADED"
    PENDING_MANUAL = "PENDING_MANUAL"
    NOT_READY = "NOT_READY"
    FAILED = "FAILED"


_ORDER: Final = {state: place for place, state in enumerate(State)}


def worst(states: Iterable[State]) -> State:
    """Return the state of a whole: the worst of its parts."""
    return max(states, key=_ORDER.__getitem__, default=State.FULLY_GRADED)


@dataclass(frozen=True)
class Finding:
    """What a check says of the evidence.

    `value` is what bands read (an accuracy), or a share of the points from 0 to 1 where the criterion has no bands;
    None where it cannot be known. `interval` is the 95 % interval of the value, where there is one. `earns_nothing` says that
    the group handed in nothing that could be measured: 0 points, even where the lowest band is worth some.
    """

    value: float | None
    reason: str
    state: State = State.FULLY_GRADED
    interval: tuple[float, float] | None = None
    earns_nothing: bool = False


@dataclass(frozen=True)
class CriterionScore:
    """One criterion's points with the rule, the measured value and the reason that make them.

    `dropped` says that it is one of its component's lowest, which do not count.
    """

    id: str
    title: str
    points: Decimal | None
    maximum: Decimal
    state: State
    reason: str
    rule: str = ""
    value: float | None = None
    interval: tuple[float, float] | None = None
    dropped: bool = False


@dataclass(frozen=True)
class ComponentScore:
    """A component's points: the sum of its criteria (or of its weighted parts), after lateness.

    `dropped` says that it is one of its level's lowest, which do not count; `bonus` that its weight comes on top.
    """

    id: str
    title: str
    points: Decimal | None
    maximum: Decimal
    weight: Decimal
    state: State
    reason: str = ""
    criteria: tuple[CriterionScore, ...] = ()
    components: tuple[ComponentScore, ...] = ()
    bonus: bool = False
    dropped: bool = False
    must_pass: Decimal | None = None

    @property
    def percent(self) -> Decimal | None:
        """Points as a percentage of the maximum, exact; None while unknown."""
        return None if self.points is None else self.points * 100 / self.maximum


@dataclass(frozen=True)
class Mark:
    """One student's result: a total in percent and a grade, or None with a note that says what is missing."""

    student: Student
    components: tuple[ComponentScore, ...]
    percent: Decimal | None
    grade: str | None
    state: State
    note: str = ""
    commit: str = ""


@dataclass(frozen=True)
class Adjustment:
    """A change by staff to one number. Never edited, never deleted: a later one supersedes it.

    One that is `withdrawn` takes back what was set before it, so that the number is again what it was without staff.
    """

    target: str
    subject: str
    points: Decimal
    reason: str
    author: str
    at: str
    withdrawn: bool = False

    def written(self) -> str:
        """Return the points digit by digit, or as they were typed where the digits would fill the memory."""
        return f"{self.points:f}" if harmless(self.points) else str(self.points)
