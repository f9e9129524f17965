"""Read ratings: what the members of a group give each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from grader.core.ratings import Rating, Ratings
from grader.core.roster import Roster, Student
from grader.core.show import show
from grader.intake.csv_table import Row, read_csv
from grader.intake.did_you_mean import did_you_mean
from grader.intake.rating_columns import RatingColumns, rating_columns
from grader.intake.roster_names import RosterNames

_NUMBER = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*(?:\(.*\))?", re.ASCII)  # a form's answer may read '4 (good)'


def read_ratings(path: Path, roster: Roster) -> Ratings:
    """Return the ratings that count. A blank score says nothing; of two ratings of one member by another the last one counts.

    Two forms are recognised by their header: `rater,rated,score` with an optional `comment`, and a row a rater with a column
    a member (also as a grid question of Google Forms). Persons are named by id, e-mail address or name.

    Raises:
        InputError: with file and line, when a person is unknown or of another group, or a score is no number from 0 up.
    """
    table = read_csv(path, repeated=True)
    names = RosterNames.of(roster)
    columns = rating_columns(table, names)
    found: dict[tuple[str, str], Rating] = {}
    notes: list[str] = []
    remarks: dict[str, str] = {}
    for row in table.rows:
        rater = _person(row, columns.rater, names)
        for rated, text in _cells(row, columns, names):
            _check_group(row, rater, rated)
            if (rater.id, rated.id) in found:
                notes.append(f"line {row.line}: {show(rater.id, 60)} rates {show(rated.id, 60)} again; the last one counts")
            comment = row.cells[columns.comment] if columns.comment and columns.rated else ""
            found[rater.id, rated.id] = Rating(rater.id, rated.id, _score(row, text), comment)
        if columns.comment and not columns.rated and row.cells[columns.comment]:
            remarks[rater.id] = row.cells[columns.comment]
    return Ratings(tuple(found.values()), tuple(notes), tuple(remarks.items()))


def _person(row: Row, columns: Sequence[str], names: RosterNames) -> Student:
    text = next((row.cells[column] for column in columns if row.cells[column]), "")
    if not text:
        raise row.error(f"the cell {columns[0]} is empty", "fill in the student's id, or delete the row")
    student = names.student(text)
    if student is None:
        hint = did_you_mean(text, {one.id for one in names.students.values()}, kind="students")
        raise row.error(f"no student of the roster is called {show(text, 60)!r}", hint)
    return student


def _cells(row: Row, columns: RatingColumns, names: RosterNames) -> Iterator[tuple[Student, str]]:
    """Yield whom the row rates and what it says, blank cells left out."""
    if columns.rated:
        if row.cells[columns.score]:
            yield _person(row, [columns.rated], names), row.cells[columns.score]
        return
    yield from ((student, row.cells[column]) for column, student in columns.members if row.cells[column])


def _check_group(row: Row, rater: Student, rated: Student) -> None:
    if rater.group != rated.group:
        what = f"{show(rater.id, 60)} rates {show(rated.id, 60)}, but is in the group {show(rater.group, 60)!r}"
        raise row.error(what, f"{show(rated.id, 60)} is in {show(rated.group, 60)!r}: members rate their own group")


def _score(row: Row, text: str) -> Decimal:
    found = _NUMBER.fullmatch(text)
    if not found:
        raise row.error(f"the score {show(text, 60)!r} is no number from 0 up", "leave it empty where there is no rating")
    return Decimal(found[1])
