"""Find out whose exam each row is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.core.errors import InputError
from grader.core.roster import Roster, Student
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.exam.columns import ExamColumns
from grader.intake.exam.sheet import Sheet

_LISTED = 20
_LONGEST = 100  # characters that are compared with the roster's; looking for the nearest of a novel takes hours


@dataclass(frozen=True)
class _Names:
    """Students by what they may be called, each with how it is written; the key does not care for letter case."""

    known: Mapping[str, Sequence[tuple[str, Student]]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, Student]]) -> _Names:
        known: dict[str, list[tuple[str, Student]]] = {}
        for pair in pairs:
            known.setdefault(pair[0].casefold(), []).append(pair)
        return cls(known)

    def find(self, name: str) -> Sequence[Student]:
        """Return who is called so: exactly, else in other letter case; several where it does not decide."""
        found = self.known.get(name.casefold(), ())
        if len(found) > 1:
            found = [pair for pair in found if pair[0] == name] or found
            return tuple({student.id: student for _, student in found}.values())
        return [student for _, student in found]


def find_people(
    sheet: Sheet, columns: ExamColumns, roster: Roster, *, skip: frozenset[str] = frozenset()
) -> list[Student | None]:
    """Return the student of each row, by the id and where that is blank by the address; None for rows of people in `skip`.

    The roster's aliases count as ids and as addresses. Letter case does not matter, where it does not decide between two.

    Raises:
        InputError: with file, line and column and the nearest known id, when nobody or more than one student fits, or an
            address is another student's than the id. Nobody is ever guessed; all who are unknown are named at once.
    """
    by_id, by_email = _names(roster)
    people: list[Student | None] = []
    unknown: list[tuple[int, int, str]] = []
    for at, row in enumerate(sheet.rows):
        student_id = row[columns.student_id] if columns.student_id is not None else ""
        email = row[columns.email] if columns.email is not None else ""
        if {student_id.casefold(), email.casefold()} & skip:
            people.append(None)
            continue
        place = columns.student_id if student_id else columns.email
        if place is None or not (student_id or email):
            raise sheet.error("the row does not say who it was", "fill in the student id, or delete the row", row=at)
        found = (by_id if student_id else by_email).find(student_id or email)
        if len(found) == 1:
            _same_person(sheet, at, columns, found[0], by_email.find(email) if student_id and email else ())
        elif not found:
            unknown.append((at, place, student_id or email))
        else:
            kind = "id" if student_id else "e-mail address"
            what = f"{len(found)} students of the roster have the {kind} {show(student_id or email, 60)!r}"
            raise sheet.error(what, "write the student's id", row=at, column=place)
        people.append(found[0] if found else None)
    if unknown:
        raise _nobody(sheet, columns, unknown, roster)
    return people


def _names(roster: Roster) -> tuple[_Names, _Names]:
    students = list(roster.students())
    aliases = [(alias, student) for student in students for alias in student.aliases]
    emails = [(student.email, student) for student in students if student.email]
    # An identity that the course names may be either, so an address is an id as well where no id is like it.
    return _Names.of([*((student.id, student) for student in students), *aliases, *emails]), _Names.of([*emails, *aliases])


def _same_person(sheet: Sheet, at: int, columns: ExamColumns, student: Student, by_email: Sequence[Student]) -> None:
    if by_email and student.id not in {other.id for other in by_email}:
        what = f"the id is of {show(student.id, 60)!r}, but the address of {show(by_email[0].id, 60)!r}"
        hint = "one of the two handed in for the other, or mistyped the id: correct the row, or delete it"
        raise sheet.error(what, hint, row=at, column=columns.student_id)


def _nobody(sheet: Sheet, columns: ExamColumns, unknown: Sequence[tuple[int, int, str]], roster: Roster) -> InputError:
    at, place, wanted = unknown[0]
    kind = "id" if place == columns.student_id else "e-mail address"
    by_id = kind == "id" and "@" not in wanted
    known = sorted({student.id if by_id else student.email for student in roster.students()} - {""})
    hint = did_you_mean(wanted[:_LONGEST], known, kind="students")
    hint += " If that is right, put what was typed into the roster's column alias." if hint.startswith("did you mean") else ""
    others = [_line(sheet, one, known) for one in unknown[1:_LISTED]]
    more = f"\n  {len(unknown) - _LISTED} more" if len(unknown) > _LISTED else ""
    also = "".join(f"\n  also {line}" for line in others) + more
    return sheet.error(f"no student of the roster has the {kind} {show(wanted, 60)!r}", hint + also, row=at, column=place)


def _line(sheet: Sheet, unknown: tuple[int, int, str], known: Sequence[str]) -> str:
    at, _, wanted = unknown
    near = difflib.get_close_matches(wanted[:_LONGEST], known, n=1, cutoff=0.6)
    nearest = f", nearest {show(near[0], 60)!r}" if near else ""
    return f"line {sheet.lines[at]}: {show(wanted, 60)!r}{nearest}"
