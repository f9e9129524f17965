"""One export, read: who handed in each row, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.core.roster import Roster, Student
from grader.intake.exam.columns import ExamColumns, exam_columns
from grader.intake.exam.people import find_people
from grader.intake.exam.read_sheet import read_sheet
from grader.intake.exam.rules import ExamRules, Take
from grader.intake.exam.sheet import Sheet
from grader.intake.exam.times import read_times


@dataclass(frozen=True, eq=False)
class Form:
    """A sheet with the student and the time of each row; None for rows that are passed over, or where no time is asked for."""

    variant: str
    sheet: Sheet
    columns: ExamColumns
    people: Sequence[Student | None]
    times: Sequence[datetime | None]


def read_forms(rules: ExamRules, roster: Roster) -> tuple[Form, ...]:
    """Return every export that the rules name.

    Raises InputError, with file, line and column, for what `read_sheet`, `exam_columns`, `find_people` or `read_times` refuse.
    """
    read = []
    for variant, path in rules.files.items():
        sheet = read_sheet(path, name=rules.sheet)
        columns = exam_columns(sheet, identity=rules.identity, keyed=rules.key is not None)
        read.append((variant, sheet, columns, find_people(sheet, columns, roster, skip=rules.skip)))
    ids = [person.id for *_, people in read for person in people if person]
    timed = rules.closes is not None or (rules.take in {Take.FIRST, Take.LAST} and len(set(ids)) < len(ids))
    return tuple(Form(*one, _times(one[1], one[2], rules) if timed else [None] * len(one[3])) for one in read)


def _times(sheet: Sheet, columns: ExamColumns, rules: ExamRules) -> Sequence[datetime | None]:
    if columns.time is None:
        hint = "name it Timestamp, or leave out 'take' and 'closes' of the exam"
        raise sheet.error("there is no column with the time of each row", hint)
    return read_times(sheet, columns.time, stated=rules.dates, zone=rules.closes.tzinfo if rules.closes else None)
