"""Judge a class: what depends on all groups at once is decided first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from grader.core.alternatives import alternatives
from grader.core.factor import Factor
from grader.core.peers import Peers
from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.scores import Finding, Mark
from grader.core.selected import Selected
from grader.core.selections import selections
from grader.peers.ballot_findings import ballot_findings
from grader.peers.rating_factors import rating_factors

_NOTHING: Mapping[str, Mapping[str, Finding]] = MappingProxyType({})


class Judge(Protocol):
    """`grader.judge.judge` with everything bound that is the same each time."""

    def __call__(
        self,
        *,
        given: Mapping[str, Mapping[str, Finding]],
        selected: Mapping[str, Mapping[str, Selected]],
        factors: Mapping[str, Mapping[str, Factor]],
    ) -> tuple[Mark, ...]:
        """Return one mark a student, in roster order."""
        ...


@dataclass(frozen=True)
class JudgedClass:
    """Everyone's marks, and which alternative each group does, by the component's path.

    `group_marks` leave out what members say of each other: they are what a whole group may read.
    """

    marks: tuple[Mark, ...]
    group_marks: tuple[Mark, ...]
    selected: Mapping[str, Mapping[str, Selected]]


def judge_class(
    judge: Judge, course: Course, roster: Roster, peers: Peers, known: Mapping[str, Mapping[str, Finding]] = _NOTHING
) -> JudgedClass:
    """Return the marks after ballots, selections and ratings; `known` are other findings that no evidence holds.

    A selection needs every group's points, so the class is judged once more for each component with alternatives: the first
    may decide by whose points the second is made.
    """
    chosen: Mapping[str, Mapping[str, Selected]] = {}
    given = {**known, **ballot_findings(course, roster, peers, chosen)}
    marks = judge(given=given, selected=chosen, factors={})
    for _ in alternatives(course.components):
        chosen = selections(course.components, roster, marks)
        given = {**known, **ballot_findings(course, roster, peers, chosen)}
        marks = judge(given=given, selected=chosen, factors={})
    factors = rating_factors(course, roster, peers)
    return JudgedClass(judge(given=given, selected=chosen, factors=factors) if factors else marks, marks, chosen)
