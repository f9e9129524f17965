"""The gradebook for Brightspace (D2L)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from grader.core.errors import InputError
from grader.core.roster import Roster, Student
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.exports.fill import Filled, fill, in_their_points
from grader.exports.people import match_people
from grader.exports.roster_field import roster_field
from grader.exports.score_column import ScoreColumn, score_columns, two_decimals
from grader.exports.table_bytes import table_bytes
from grader.intake.download import Download

_END: Final = "End-of-Line Indicator"


def brightspace(
    course: Course,
    roster: Roster,
    marks: Sequence[Mark],
    *,
    columns: Sequence[str] = (),
    downloaded: Download | None = None,
    scale: bool = False,
) -> Mapping[str, bytes]:
    """Return `brightspace.csv` for Grades, Enter Grades, Import.

    The columns are OrgDefinedId (the student id) and Username (the roster's `username`, where there is one), each after a #,
    so that no spreadsheet drops its zeros, `<title> Points Grade <Numeric MaxPoints:60>`, and the End-of-Line Indicator. A blank
    cell is no grade. Names are no part of it: Brightspace does not read them. With a downloaded file its people and its
    columns' names are kept.

    Source: D2L, Brightspace Help, "Importing grades" (community.d2l.com/brightspace/kb/articles/3538-importing-grades).
    Raises InputError for a title with < or >, which would end the column's name.
    """
    ours = score_columns(course, marks, columns)
    for column in ours:
        if set(column.title) & set("<>"):
            raise InputError(
                f"Brightspace allows no < or > in a title: {column.title!r}", hint="give the component another title"
            )
    rows = _new(roster, ours) if downloaded is None else _filled(roster, ours, downloaded, scale=scale)
    return {"brightspace.csv": table_bytes(rows, separator=downloaded.separator if downloaded else ",")}


def _new(roster: Roster, columns: Sequence[ScoreColumn]) -> Iterator[list[str]]:
    usernames = {student.id: roster_field(student, "username") for student in roster.students()}
    named = any(usernames.values())
    yield ["OrgDefinedId", *(["Username"] if named else []), *map(_head, columns), _END]
    for student in roster.students():
        username = [f"#{usernames[student.id]}" if usernames[student.id] else ""] if named else []
        yield [f"#{student.id}", *username, *(column.text(student.id) for column in columns), "#"]


def _head(column: ScoreColumn) -> str:
    return f"{column.title} Points Grade <Numeric MaxPoints:{two_decimals(column.maximum).removesuffix('.00')}>"


def _filled(roster: Roster, columns: Sequence[ScoreColumn], downloaded: Download, *, scale: bool) -> list[list[str]]:
    fitted = [in_their_points(downloaded, column, scale=scale) for column in columns]
    filled = [
        Filled(_head(column) if place is None else downloaded.header[place], place, partial(_points, column))
        for place, column in fitted
    ]
    keep = [place for name in ("OrgDefinedId", "Username") if (place := downloaded.index(name)) is not None]
    head, *rows = fill(downloaded, match_people(roster, downloaded), keep, filled)
    return [[*head, _END], *([*row, "#"] for row in rows)]


def _points(column: ScoreColumn, student: Student, _old: str) -> str:
    return column.text(student.id)
