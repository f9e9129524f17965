"""Moodle's offline grading worksheet of one assignment, filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from grader.core.errors import InputError
from grader.core.roster import Roster, Student
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.exports.feedback_line import feedback_line
from grader.exports.fill import Filled, out_of
from grader.exports.people import match_people
from grader.exports.score_column import ScoreColumn, score_columns
from grader.exports.spreadsheet_text import spreadsheet_text
from grader.exports.table_bytes import table_bytes
from grader.exports.their_column import their_maximum
from grader.intake.download import Download, Line, Platform


def moodle_offline(
    course: Course,
    roster: Roster,
    marks: Sequence[Mark],
    *,
    columns: Sequence[str] = (),
    downloaded: Download | None = None,
    scale: bool = False,
) -> Mapping[str, bytes]:
    """Return `moodle-offline.csv`: the downloaded worksheet with Grade and Feedback comments filled in, all else as it was.

    Moodle finds people by its own Identifier, which only the worksheet has, so there must be one. A blank grade is none: Moodle
    skips it. Where our points are not known, and where a grade may not be changed, a row stays as it was downloaded.

    Source: docs.moodle.org, "Using Assignment", Offline grading worksheet; moodle, mod/assign/feedback/offline/locallib.php.
    Raises InputError without a worksheet, where it is not said which one column is meant, or for another maximum.
    """
    if downloaded is None or downloaded.platform is not Platform.MOODLE_OFFLINE:
        raise InputError(
            "Moodle's worksheet has numbers for its people that only Moodle knows",
            file=downloaded.file if downloaded else None,
            hint="download the grading worksheet of the assignment and name it with --from",
        )
    ours = score_columns(course, marks, columns)
    if len(ours) != 1:
        raise InputError(
            "the worksheet holds one column of points",
            hint=f"say which: --column {' or --column '.join(column.id for column in ours)}",
        )
    place = downloaded.index("Grade") or 0
    column = out_of(downloaded, ours[0], their_maximum(downloaded, place), scale=scale)
    filled = [Filled("Grade", place, partial(_points, column))]
    comments = downloaded.index("Feedback comments")
    if comments is not None:
        filled.append(Filled("Feedback comments", comments, partial(_comment, column)))
    students = match_people(roster, downloaded).students
    rows = [_row(downloaded, line, students.get(line.number), filled) for line in downloaded.rows]
    return {"moodle-offline.csv": table_bytes([downloaded.header, *rows], separator=downloaded.separator)}


def _row(downloaded: Download, line: Line, student: Student | None, filled: Sequence[Filled]) -> list[str]:
    cells = list(line.cells)
    changeable = downloaded.index("Grade can be changed")
    locked = changeable is not None and cells[changeable].strip().casefold() == "no"
    for one in () if locked else filled:
        if one.place is not None:
            cells[one.place] = one.text(student, line.cells)
    return cells


def _points(column: ScoreColumn, student: Student, old: str) -> str:
    return column.text(student.id, none=old)


def _comment(column: ScoreColumn, student: Student, old: str) -> str:
    known = column.points.get(student.id) is not None
    return spreadsheet_text(feedback_line(column.scores.get(student.id))) if known else old
