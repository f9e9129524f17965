"""What an export of the gradebook is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.scores import Mark


class Exporter(Protocol):
    """A pure function from the marks to the bytes of one file: the same marks give the same bytes."""

    def __call__(self, course: Course, roster: Roster, marks: Sequence[Mark]) -> bytes:
        """Return the file's bytes."""
        ...
