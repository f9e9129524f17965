"""A course whose rubric measures models needs digits that nobody has seen."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import InputError
from grader.core.needs_digits import needs_digits
from grader.core.rubric import Course
from grader.intake.course_file import CourseFile


def require_digits(path: Path, file: CourseFile, rubric: Course) -> None:
    """Raise InputError where the rubric measures something on held-out digits, and the course file at `path` names none."""
    asked = needs_digits(rubric)
    if asked and file.heldout is None:
        what = f"the rubric measures {asked.title!r} on held-out digits, and the course file names none"
        raise InputError(what, file=path, line=1, hint="add 'heldout: heldout.npz'; make one with: grader heldout make")
