"""A cell of an assignment notebook and what it is there for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from grader.assignments.marks import marks


class Kind(StrEnum):
    """What a cell is there for; the words stand in messages."""

    ANSWER = "answer"
    TESTS = "tests"
    MANUAL = "answer marked by staff"
    TASK = "task marked by staff"
    LOCKED = "locked"
    PLAIN = "plain"


@dataclass(frozen=True)
class Cell:
    """One cell: `number` counts from 1, `type` is 'code', 'markdown' or 'raw', `points` None where none are given."""

    number: int
    type: str
    source: str
    kind: Kind = Kind.PLAIN
    grade_id: str = ""
    points: Decimal | None = None

    @property
    def answered(self) -> bool:
        """Whether the student writes in it; to a task, cells are added below it."""
        return self.kind in {Kind.ANSWER, Kind.MANUAL}

    @property
    def restored(self) -> bool:
        """Whether the teacher's own text counts, whatever stands in the submission."""
        return self.kind in {Kind.TESTS, Kind.LOCKED, Kind.TASK}

    @property
    def earned_by_marks(self) -> bool:
        """Whether its points are those of the tests that it asks for, none of which names points of its own."""
        found = marks(self.source) if self.kind is Kind.TESTS else []
        return bool(found) and not any("points" in mark.options for mark in found)

    @property
    def checksum(self) -> str:
        """The hash by which nbgrader's tools see that a cell was changed; no protection against anybody.

        Source: nbgrader 0.9, utils.compute_checksum, written anew from its description.
        """
        graded = self.kind in {Kind.TESTS, Kind.MANUAL}
        flags = (graded, self.kind in {Kind.ANSWER, Kind.MANUAL}, self.restored)
        text = [self.source, self.type, *map(str, flags), self.grade_id]
        if graded:
            text.append(str(float(self.points or 0)))
        return hashlib.md5("".join(text).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
