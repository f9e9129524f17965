"""What is to be shown of one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from grader.core.evidence import Evidence
from grader.core.roster import Group
from grader.core.scores import Mark
from grader.gradebook.remembered import MARKS
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
        """Return what the group's files are made from; what is alike for staff and the group is given once."""
        told = "the same" if self.told == self.marks else MARKS.text(tuple(self.told))
        return replace(self, evidence=None, marks=(), told=()), MARKS.text(tuple(self.marks)), told, self.identity()
