"""The gradebook's own CSV, as a file to export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.exports.csv_gradebook import csv_gradebook


def csv_file(course: Course, roster: Roster, marks: Sequence[Mark]) -> Mapping[str, bytes]:
    """Return `gradebook.csv`, the same bytes as `grade-all` writes below `out/`."""
    return {"gradebook.csv": csv_gradebook(course, roster, marks)}
