"""What is to be shown of one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from grader.core.evidence import Evidence
from grader.core.roster import Group
from grader.core.scores import ComponentScore, Mark
from grader.reports.no_wall import no_wall
from grader.reports.wrong_digits import WrongDigits


@dataclass(frozen=True)
class GroupWork:
    """One group's marks and evidence.

    `marks` are its members' for staff, `told` those that the group itself reads; `deadline` is up to when this group's commits
    count, `notebook` whether there is an executed one.
    """

    group: Group
    marks: Sequence[Mark]
    told: Sequence[Mark]
    evidence: Evidence | None = None
    wrong: WrongDigits | None = None
    deadline: datetime | None = None
    notebook: bool = False

    @property
    def no_wall(self) -> bool:
        """Say whether the submission ran without a wall."""
        return self.evidence is not None and no_wall(self.evidence.provenance.sandbox)

    def identity(self) -> object:
        """Return what tells the evidence from every other, and what the class adds to it: far less than the whole."""
        one = self.evidence
        return one and (one.submission, one.provenance, one.standing)

    def stated(self) -> tuple[object, ...]:
        """Return what the group's files are made from; what is alike for staff and the group, or for members, is given once."""
        told = "the same" if self.told == self.marks else _once(self.told)
        return replace(self, evidence=None, marks=(), told=()), _once(self.marks), told, self.identity()


def _once(marks: Sequence[Mark]) -> list[object]:
    """Return the marks with a short word where a component's score is that of the member before."""
    stated: list[object] = []
    before: tuple[ComponentScore, ...] = ()
    for mark in marks:
        scores = ["as before" if before[place : place + 1] == (one,) else one for place, one in enumerate(mark.components)]
        stated.append((replace(mark, components=()), scores))
        before = mark.components
    return stated
