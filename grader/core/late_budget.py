"""Late days that everybody has for the whole course."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.core.rubric import Late

_DAY = 24 * 60


@dataclass(frozen=True)
class LateWork:
    """One component's lateness: its path, the name of its deadline, the minutes after it, and what lateness costs there."""

    path: str
    deadline: str
    minutes: int
    late: Late


def late_budget(works: Sequence[LateWork], budget: int) -> Mapping[str, int]:
    """Return the minutes that the course's budget (in minutes) forgives each component, by path.

    `works` are all that can be late, in rubric order. Each day begun takes a whole day, first for the deadline that the rubric
    names first, after a component's own budget and only past its grace. Components of one deadline are late by the same days,
    so these are taken once. Days count also where nothing counts any more after the cut-off: less lateness in one component
    so never leaves fewer days for another.
    """
    wanted: dict[str, int] = {}
    for work in works:
        wanted[work.deadline] = max(wanted.get(work.deadline, 0), _wanted(work))
    given: dict[str, int] = {}
    for deadline, minutes in wanted.items():
        given[deadline] = min(minutes, budget - sum(given.values()))
    return {work.path: given[work.deadline] for work in works}


def _wanted(work: LateWork) -> int:
    if work.minutes <= work.late.grace_minutes:
        return 0
    return max(math.ceil((work.minutes - work.late.budget_minutes) / _DAY), 0) * _DAY
