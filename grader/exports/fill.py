"""Fill our points into a gradebook that was downloaded from a learning platform."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.core.roster import Student
from grader.exports.people import People
from grader.exports.score_column import ScoreColumn, two_decimals
from grader.exports.their_column import their_column, their_maximum
from grader.intake.download import Download


@dataclass(frozen=True)
class Filled:
    """One column to write: `head` above it, `cell` makes a student's cell from the one that is there ('' where none is).

    `place` is where the platform has the column now, None for a new one.
    """

    head: str
    place: int | None
    cell: Callable[[Student, str], str]

    def text(self, student: Student | None, cells: Sequence[str]) -> str:
        """Return the cell of a row; a row of nobody in the roster keeps what it has."""
        old = "" if self.place is None else cells[self.place]
        return old if student is None else self.cell(student, old)


def fill(downloaded: Download, people: People, keep: Sequence[int], columns: Sequence[Filled]) -> list[list[str]]:
    """Return the header and the students' rows: the kept columns as they were written, then the filled ones."""
    head = [*(downloaded.header[place] for place in keep), *(column.head for column in columns)]
    rows = [
        [
            *(line.cells[place] for place in keep),
            *(column.text(people.students.get(line.number), line.cells) for column in columns),
        ]
        for line in downloaded.rows
    ]
    return [head, *rows]


def in_their_points(downloaded: Download, column: ScoreColumn, *, scale: bool) -> tuple[int | None, ScoreColumn]:
    """Return where the platform has that column, and the column out of the platform's maximum.

    Raises InputError where the maximum is another one and `scale` is not asked for: 86 of 100 is no grade out of 60.
    """
    place = their_column(downloaded, column)
    return place, out_of(downloaded, column, None if place is None else their_maximum(downloaded, place), scale=scale)


def out_of(downloaded: Download, column: ScoreColumn, maximum: Decimal | None, *, scale: bool) -> ScoreColumn:
    """Return the column out of `maximum`, as it is where that is None or 0; raises InputError as `in_their_points` does."""
    if not maximum or maximum == column.maximum:
        return column
    if not scale:
        what = f"{column.title!r} is out of {two_decimals(maximum)} points there, and out of {two_decimals(column.maximum)} here"
        raise downloaded.error(what, "give it the same maximum there, or convert our points with --scale")
    return column.scaled(maximum)
