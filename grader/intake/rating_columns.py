"""Recognise the form of a file of ratings by its header."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.core.roster import Student
from grader.core.show import show
from grader.intake.csv_table import Table
from grader.intake.did_you_mean import did_you_mean
from grader.intake.roster_names import RosterNames

_RATER = (
    "rater", "student id", "student number", "studentid", "email address", "username", "email", "e-mail address", "e-mail",
)  # fmt: skip
_COMMENT = ("comment", "comments")
_OTHER = frozenset({"timestamp", "total score", "name", "group", "team"})
_GRID = re.compile(r".*\[([^\[\]]*)\]\s*", re.DOTALL)


@dataclass(frozen=True)
class RatingColumns:
    """Which columns name the rater (the first that is filled in counts), and where the scores stand.

    Either `rated` and `score` are columns, or `members` are: one for each person who is rated.
    """

    rater: tuple[str, ...]
    rated: str = ""
    score: str = ""
    members: tuple[tuple[str, Student], ...] = ()
    comment: str = ""


def rating_columns(table: Table, names: RosterNames) -> RatingColumns:
    """Return what each column holds.

    Raises:
        InputError: at the header, when the rater or the scores are in no column, or a column names nobody.
    """
    plain = {name.lower().replace("_", " "): name for name in reversed(table.columns)}
    rater = tuple(plain[word] for word in _RATER if word in plain)
    if not rater:
        raise table.error("there is no column that says who rates", "name one 'rater', 'Student ID' or 'Email Address'")
    comment = next((plain[word] for word in _COMMENT if word in plain), "")
    if "rated" in plain:
        if "score" not in plain:
            raise table.error("there is no column 'score'", "the header is 'rater,rated,score,comment'")
        return RatingColumns(rater, plain["rated"], plain["score"], comment=comment)
    members = _members(table, names)
    if not members:
        hint = "write 'rater,rated,score', or a column for each member"
        raise table.error("there is no column that says who is rated", hint)
    return RatingColumns(rater, members=members, comment=comment)


def _members(table: Table, names: RosterNames) -> tuple[tuple[str, Student], ...]:
    """Return the columns that stand for a person each: those of a form's grid, else all that have no other meaning."""
    grid = [(column, match[1].strip()) for column in table.columns if (match := _GRID.fullmatch(column))]
    known = {*_RATER, *_COMMENT, *_OTHER}
    bare = [(column, column) for column in table.columns if column and column.lower().replace("_", " ") not in known]
    found: dict[str, tuple[str, Student]] = {}
    for column, label in grid or bare:
        student = names.student(label)
        if student is None:
            hint = did_you_mean(label, {one.id for one in names.students.values()}, kind="students")
            raise table.error(f"the column {show(column, 60)!r} names no student of the roster", hint)
        if student.id in found:
            raise table.error(f"the columns {show(found[student.id][0], 60)!r} and {show(column, 60)!r} name one student")
        found[student.id] = (column, student)
    return tuple(found.values())
