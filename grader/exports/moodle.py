"""The gradebook for Moodle's grade import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from grader.core.roster import Roster, Student
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.exports.feedback_line import feedback_line
from grader.exports.fill import Filled, fill, in_their_points
from grader.exports.people import match_people
from grader.exports.score_column import ScoreColumn, score_columns
from grader.exports.spreadsheet_text import spreadsheet_text
from grader.exports.table_bytes import table_bytes
from grader.intake.download import Download

_NONE: Final = "-"
_WHO: Final = ("First name", "Last name", "Surname", "ID number", "Username", "Institution", "Department", "Email address")


def moodle(
    course: Course,
    roster: Roster,
    marks: Sequence[Mark],
    *,
    columns: Sequence[str] = (),
    downloaded: Download | None = None,
    scale: bool = False,
) -> Mapping[str, bytes]:
    """Return `moodle.csv` for Grades, Import, CSV file; columns are mapped there by hand, so their names are free.

    Each column of points stands beside its feedback, for feedback that is imported alone wipes grades. `-` is no grade. Moodle
    stops the whole import at a person it does not know, a grade that is no number, or one above the item's maximum. With
    a downloaded file only the people in it are written, as Moodle writes them; rows of nobody in the roster are left out.

    Source: docs.moodle.org, "Grade import"; moodle, grade/import/csv/classes/load_data.php.
    """
    ours = score_columns(course, marks, columns)
    if downloaded is None:
        return {"moodle.csv": table_bytes(_new(roster, ours))}
    return {"moodle.csv": table_bytes(_filled(roster, ours, downloaded, scale=scale), separator=downloaded.separator)}


def _new(roster: Roster, columns: Sequence[ScoreColumn]) -> Iterator[list[str]]:
    filled = [one for column in columns for one in _pair(None, column, column.title)]
    yield ["ID number", "Email address", "Full name", "Group", *(one.head for one in filled)]
    for student in roster.students():
        about = [student.id, student.email, spreadsheet_text(student.name), spreadsheet_text(student.group)]
        yield [*about, *(one.text(student, ()) for one in filled)]


def _filled(roster: Roster, columns: Sequence[ScoreColumn], downloaded: Download, *, scale: bool) -> list[list[str]]:
    fitted = [in_their_points(downloaded, column, scale=scale) for column in columns]
    pairs = [
        one
        for place, column in fitted
        for one in _pair(place, column, column.title if place is None else downloaded.header[place])
    ]
    keep = [place for place, name in enumerate(downloaded.header) if name.strip() in _WHO]
    people = match_people(roster, downloaded)
    head, *rows = fill(downloaded, people, keep, pairs)
    return [head, *(row for line, row in zip(downloaded.rows, rows, strict=True) if line.number in people.students)]


def _pair(place: int | None, column: ScoreColumn, title: str) -> Iterator[Filled]:
    yield Filled(spreadsheet_text(title), place, partial(_points, column))
    yield Filled(f"Feedback: {title}", None, partial(_feedback, column))


def _points(column: ScoreColumn, student: Student, _old: str) -> str:
    return column.text(student.id, none=_NONE)


def _feedback(column: ScoreColumn, student: Student, _old: str) -> str:
    return spreadsheet_text(feedback_line(column.scores.get(student.id)))
