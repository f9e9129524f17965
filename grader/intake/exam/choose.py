"""Which of a person's submissions counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil

from grader.core.exam import SetAside
from grader.core.show import show
from grader.intake.exam.handed import Handed
from grader.intake.exam.rules import ExamRules, Take

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Chosen:
    """The row that counts, by student; the rows that do not; and sentences on students, by id."""

    counts: Mapping[str, Handed]
    set_aside: tuple[SetAside, ...]
    notes: Mapping[str, str]


def choose(handed: Iterable[Handed], rules: ExamRules) -> Chosen:
    """Return what counts by the rules: in time or counted late, and of several the first, the last or the best.

    Of two equally good ones the earlier counts; while one is not marked yet, nobody knows which is best. Raises InputError with
    the line where somebody handed in twice and no rule says which counts.
    """
    by_student: dict[str, list[Handed]] = {}
    for one in handed:
        by_student.setdefault(one.student, []).append(one)
    counts: dict[str, Handed] = {}
    aside: list[SetAside] = []
    notes: dict[str, str] = {}
    for student, rows in by_student.items():
        in_time = [one for one in rows if rules.late or not _late(one, rules)]
        aside += [_aside(one, f"handed in {_late(one, rules)}") for one in rows if one not in in_time]
        if not in_time:
            notes[student] = f"handed in {_late(rows[0], rules)}, so it does not count unless exam.late says so"
            continue
        one = in_time[0] if len(in_time) == 1 else _one_of(in_time, rules)
        aside += [_aside(other, f"of {len(in_time)} the {rules.take.value} counts") for other in in_time if other is not one]
        counts[student] = one
        if one.points is None and len(in_time) > 1 and rules.take is Take.BEST:
            notes[student] = f"one of {len(in_time)} is not marked yet, so nobody knows which is best"
        elif _late(one, rules):
            notes[student] = f"handed in {_late(one, rules)}, and counted"
    return Chosen(counts, tuple(aside), notes)


def _late(one: Handed, rules: ExamRules) -> str:
    """Return by how much it was late, in words; '' where it was not."""
    if rules.closes is None or one.time is None or one.time <= rules.closes:
        return ""
    minutes = ceil((one.time - rules.closes).total_seconds() / 60)
    return f"{minutes:,} {'minute' if minutes == 1 else 'minutes'} after the exam closed"


def _one_of(rows: Sequence[Handed], rules: ExamRules) -> Handed:
    if rules.take is Take.EACH_ONCE:
        first, second = rows[:2]
        other = "" if first.sheet is second.sheet else f" of {show(first.sheet.file.name, 60)}"
        lines = f"on lines {first.line}{other} and {second.line}" if not other else f"on line {first.line}{other} and here"
        what = f"{show(first.student, 60)!r} has two results, {lines}"
        hint = "remove the one that does not count, or say which does: exam: {take: first, last or best}"
        raise second.sheet.error(what, hint, row=second.row)
    ordered = sorted(rows, key=lambda one: one.time or _LONG_AGO)  # stable: of one time the upper row is the earlier
    if rules.take is Take.BEST:
        unknown = next((one for one in ordered if one.points is None), None)
        return unknown or max(ordered, key=lambda one: Fraction(one.points or 0))
    return ordered[0 if rules.take is Take.FIRST else -1]


def _aside(one: Handed, why: str) -> SetAside:
    return SetAside(one.student, one.sheet.file.name, one.line, why)
