"""The gradebook for Canvas: one column an assignment, below it out of how many points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from grader.core.errors import InputError
from grader.core.roster import Roster, Student
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.exports.fill import Filled, fill, in_their_points
from grader.exports.people import match_people
from grader.exports.roster_field import roster_field
from grader.exports.score_column import ScoreColumn, score_columns, two_decimals
from grader.exports.spreadsheet_text import spreadsheet_text
from grader.exports.table_bytes import table_bytes
from grader.intake.download import Download

_WHO: Final = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_POINTS: Final = "    Points Possible"
_IGNORED: Final = tuple(
    f"{when} {what}" for when in ("current", "final", "override") for what in ("score", "points", "grade", "status")
)


def canvas(
    course: Course,
    roster: Roster,
    marks: Sequence[Mark],
    *,
    columns: Sequence[str] = (),
    downloaded: Download | None = None,
    scale: bool = False,
) -> Mapping[str, bytes]:
    """Return `canvas.csv` for Grades, Import.

    Without a downloaded file it has Student, ID, SIS User ID (the student id), SIS Login ID, Section and a new assignment a
    column; with one, that file's columns up to the first assignment are kept as they are, its rows too, and an assignment of the
    same title is filled in under its own number. A blank cell is no score; an excused student (EX) without points
    stays excused. Canvas finds people by ID, else SIS User ID, else login.

    Source: Canvas Instructor Guide, "How do I import grades in the Gradebook?"; canvas-lms, lib/gradebook_importer.rb.
    Raises InputError for a title that Canvas would skip ('Final Score'), or another maximum there than here.
    """
    ours = score_columns(course, marks, columns)
    for column in ours:
        if any(word in column.title.casefold() for word in _IGNORED):
            raise InputError(f"Canvas skips every column called {column.title!r}", hint="give the component another title")
    if downloaded is None:
        return {"canvas.csv": table_bytes(_new(roster, ours))}
    return {"canvas.csv": table_bytes(_filled(roster, ours, downloaded, scale=scale), separator=downloaded.separator)}


def _new(roster: Roster, columns: Sequence[ScoreColumn]) -> Iterator[list[str]]:
    yield [*_WHO, *(spreadsheet_text(column.title) for column in columns)]
    yield [_POINTS, "", "", "", "", *(two_decimals(column.maximum) for column in columns)]
    for student in roster.students():
        yield [*_who(student), *(column.text(student.id) for column in columns)]


def _who(student: Student) -> tuple[str, ...]:
    login = roster_field(student, "sis_login_id") or student.email
    name, section = spreadsheet_text(student.name), spreadsheet_text(student.group)
    return name, roster_field(student, "canvas_id"), student.id, login, section


def _filled(roster: Roster, columns: Sequence[ScoreColumn], downloaded: Download, *, scale: bool) -> list[list[str]]:
    fitted = [in_their_points(downloaded, column, scale=scale) for column in columns]
    section = downloaded.index("Section")
    keep = range((section or 0) + 1)
    new = [
        Filled(spreadsheet_text(column.title) if place is None else downloaded.header[place], place, _Score(column))
        for place, column in fitted
    ]
    head, *people = fill(downloaded, match_people(roster, downloaded), keep, new)
    above = [[*(line.cells[place] for place in keep), *_above(line.cells, fitted)] for line in downloaded.above]
    return [head, *above, *people]


def _above(cells: Sequence[str], columns: Sequence[tuple[int | None, ScoreColumn]]) -> Iterator[str]:
    points = "points possible" in cells[0].casefold()
    for place, column in columns:
        yield cells[place] if place is not None else two_decimals(column.maximum) if points else ""


class _Score:
    """A student's cell: our points; a student whom Canvas excuses stays so while we know none."""

    def __init__(self, column: ScoreColumn) -> None:
        self._column = column

    def __call__(self, student: Student, old: str) -> str:
        return self._column.text(student.id, none=old if old.strip().upper() == "EX" else "")
