"""What an export of the gradebook is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.intake.download import Download


class Exporter(Protocol):
    """A pure function from the marks to files by their names: the same marks give the same bytes.

    A name may hold folders ('g01/results.json'). What is not known yet is left out or said in the format's own way, never 0.
    """

    def __call__(self, course: Course, roster: Roster, marks: Sequence[Mark]) -> Mapping[str, bytes]:
        """Return the files."""
        ...


class PlatformExporter(Protocol):
    """An exporter for a learning platform, which takes some columns only, and may fill in a file downloaded from there."""

    def __call__(
        self,
        course: Course,
        roster: Roster,
        marks: Sequence[Mark],
        *,
        columns: Sequence[str] = (),
        downloaded: Download | None = None,
        scale: bool = False,
    ) -> Mapping[str, bytes]:
        """Return the files.

        `columns` are ids of top components, or 'total'; every component where it is empty. The rows of `downloaded` are kept
        in their order. Where its maximum is another one, `scale` brings our points to it; without it, that is an InputError.
        """
        ...
