"""Compare a gradebook downloaded from a learning platform with ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.core.roster import Roster, Student
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.core.show import show
from grader.core.targets import TOTAL
from grader.exports.people import People, match_people
from grader.exports.score_column import ScoreColumn, score_columns, two_decimals
from grader.exports.their_column import their_column, their_maximum
from grader.intake.did_you_mean import did_you_mean
from grader.intake.download import Download, Line


@dataclass(frozen=True)
class ComparedColumn:
    """Two columns that were compared: the platform's name, our id, and the maximum of each, None where the file does not say."""

    theirs: str
    ours: str
    their_maximum: Decimal | None
    our_maximum: Decimal


@dataclass(frozen=True)
class Difference:
    """One number that is not the same on both sides: as text with two decimals out of the platform's maximum, '' for none."""

    student: Student
    column: str
    theirs: str
    ours: str


@dataclass(frozen=True)
class Comparison:
    """All that differs: numbers, rows of nobody in the roster, and students without a row. `skipped` are our other columns."""

    columns: tuple[ComparedColumn, ...]
    differences: tuple[Difference, ...]
    strangers: tuple[str, ...]
    missing: tuple[Student, ...]
    skipped: tuple[str, ...]
    compared: int

    @property
    def equal(self) -> bool:
        """Whether both gradebooks hold the same people with the same numbers."""
        return not (self.differences or self.strangers or self.missing)


def compare_download(
    course: Course, roster: Roster, marks: Sequence[Mark], downloaded: Download, named: Mapping[str, str] | None = None
) -> Comparison:
    """Return the differences in every column of ours that the file has, in its order of students.

    Columns are found by title or id, and `named` says which one of theirs (by its name in the header) is which of ours. Numbers
    are compared with two decimals, ours out of the platform's maximum where the file states another one.

    Raises InputError, with line and column, for a cell that is no number, or where no column could be compared.
    """
    pairs, skipped = _pairs(course, marks, downloaded, named or {})
    people = match_people(roster, downloaded)
    compared = tuple(
        ComparedColumn(downloaded.header[place].strip(), column.id, their_maximum(downloaded, place), column.maximum)
        for place, column in pairs
    )
    columns = [
        (place, column.scaled(about.their_maximum) if about.their_maximum else column)
        for (place, column), about in zip(pairs, compared, strict=True)
    ]
    found = tuple(one for line in downloaded.rows for one in _differences(downloaded, line, people, columns))
    return Comparison(compared, found, people.strangers, people.missing, skipped, len(people.students))


def _pairs(
    course: Course, marks: Sequence[Mark], downloaded: Download, named: Mapping[str, str]
) -> tuple[list[tuple[int, ScoreColumn]], tuple[str, ...]]:
    ours = score_columns(course, marks, [*(component.id for component in course.components), TOTAL])
    by_id = {column.id: column for column in ours}
    chosen = [(_place(downloaded, theirs), score_columns(course, marks, [name])[0]) for theirs, name in named.items()]
    taken = {column.id for _, column in chosen}
    rest = [(place, one) for one in ours if one.id not in taken and (place := their_column(downloaded, one)) is not None]
    pairs = [*chosen, *rest]
    if not pairs:
        titles = ", ".join(repr(column.title) for column in ours)
        hint = "say which is which, such as --column 'Homework 1=project'; theirs: " + ", ".join(
            show(name, 60) for name in downloaded.header
        )
        raise downloaded.error(f"none of its columns is one of ours ({titles})", hint)
    matched = {column.id for _, column in pairs}
    return pairs, tuple(name for name in by_id if name not in matched)


def _place(downloaded: Download, name: str) -> int:
    place = downloaded.index(name)
    if place is None:
        raise downloaded.error(f"there is no column {name!r}", did_you_mean(name, downloaded.header, kind="columns"))
    return place


def _differences(
    downloaded: Download, line: Line, people: People, columns: Sequence[tuple[int, ScoreColumn]]
) -> Iterator[Difference]:
    student = people.students.get(line.number)
    for place, column in columns:
        theirs = downloaded.number(line, place)
        if student is None:
            continue  # the cell has been read all the same, so that a broken file is told whoever's row it is in
        said, ours = "" if theirs is None else two_decimals(theirs), column.text(student.id)
        if said != ours:
            yield Difference(student, downloaded.header[place].strip(), said, ours)
