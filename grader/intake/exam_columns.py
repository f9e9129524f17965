"""Recognise the form of an exam file by its header."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.show import show
from grader.intake.csv_table import Table

_ID = ("student id", "student number", "studentid")
_EMAIL = ("email address", "username", "email", "e-mail address", "e-mail")
_POINTS = ("points",)
_MAXIMUM = ("maximum", "max")
_SCORE = ("total score", "score")  # the first where both stand: a question may be called 'Score'
_FORMS = "the header is 'student_id,points,maximum', or it is a Google Forms quiz export with a column 'Score' or 'Total score'"


@dataclass(frozen=True)
class ExamColumns:
    """The names of the columns that are read; `quiz` says that it is a Google Forms quiz export."""

    quiz: bool
    points: str
    maximum: str | None
    student_id: str | None
    email: str | None


def exam_columns(table: Table) -> ExamColumns:
    """Return which columns hold the person and the points; case, and blanks for underscores, do not matter.

    Raises:
        InputError: at the header, when the points or the person are in no column, or in two of one name.
    """
    student_id, email = _find(table, _ID), _find(table, _EMAIL)
    simple = _find(table, _POINTS) if student_id else None
    points = simple or _find(table, _SCORE)
    if points is None:
        raise table.error("there is no column with the points", _FORMS)
    if student_id is None and email is None:
        raise table.error("there is no column that says who it was", "name a column 'Student ID' or 'Email Address'")
    return ExamColumns(simple is None, points, _find(table, _MAXIMUM) if simple else None, student_id, email)


def _find(table: Table, words: tuple[str, ...]) -> str | None:
    for word in words:
        found = [name for name in table.columns if name.lower().replace("_", " ") == word]
        if len(found) > 1:
            raise table.error(f"two columns are called {show(found[0], 60)!r}", "rename one of them")
        if found:
            return found[0]
    return None
