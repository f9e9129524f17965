"""Read one of the roster's further columns."""

from __future__ import annotations

from grader.core.roster import Student


def roster_field(student: Student, name: str) -> str:
    """Return the student's cell in the column of that name ('canvas_id' is also 'Canvas ID'), '' where there is none."""
    return next((value for column, value in student.extra if column.strip().casefold().replace(" ", "_") == name), "")
