"""Find out which student of the roster a row of a downloaded gradebook is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from grader.core.roster import Roster, Student
from grader.core.show import show
from grader.exports.roster_field import roster_field
from grader.intake.download import Download, Line, Platform

# A platform's column, and what of the roster it may hold: 'id', 'email', or the name of a further column.
_KEYS: Final[Mapping[Platform, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    Platform.CANVAS: (
        ("ID", ("canvas_id",)),
        ("SIS User ID", ("id",)),
        ("SIS Login ID", ("id", "email", "sis_login_id", "username")),
        ("Integration ID", ("id",)),
    ),
    Platform.MOODLE: (("ID number", ("id",)), ("Email address", ("email",)), ("Username", ("username", "id"))),
    Platform.MOODLE_OFFLINE: (
        ("ID number", ("id",)),
        ("Email address", ("email",)),
        ("Username", ("username", "id")),
        ("Identifier", ("moodle_identifier",)),
    ),
    Platform.BRIGHTSPACE: (("OrgDefinedId", ("id",)), ("Username", ("username", "id")), ("Email", ("email",))),
}


@dataclass(frozen=True)
class People:
    """`students` by the number of their line; `strangers` are rows of nobody in the roster, `missing` students without a row."""

    students: Mapping[int, Student]
    strangers: tuple[str, ...]
    missing: tuple[Student, ...]


def match_people(roster: Roster, downloaded: Download) -> People:
    """Match rows and students by id, login or e-mail address (letter case does not matter), never by name alone.

    Canvas's own test student is nobody. Raises InputError where the file has no column to match by, or two rows are one student.
    """
    there = ((downloaded.index(name), fields) for name, fields in _KEYS[downloaded.platform])
    columns = [(place, fields) for place, fields in there if place is not None]
    known = {field: _by(roster, field) for _, fields in columns for field in fields}
    if not any(known.values()):
        names = ", ".join(name for name, _ in _KEYS[downloaded.platform])
        raise downloaded.error("no column says who a row is about", f"download it with one of {names}")
    students: dict[int, Student] = {}
    lines: dict[str, Line] = {}
    strangers = []
    for line in downloaded.rows:
        found = _find(line, columns, known)
        if found is not None:
            first = lines.setdefault(found.id, line)
            if first is not line:
                what = f"lines {first.number} and {line.number} are both the student {show(found.id, 60)!r}"
                raise downloaded.error(what, "remove one of them, or correct the roster", line.number)
            students[line.number] = found
        elif not _is_test_student(downloaded, line):
            strangers.append(_label(line))
    return People(students, tuple(strangers), tuple(one for one in roster.students() if one.id not in lines))


def _by(roster: Roster, field: str) -> Mapping[str, Student | None]:
    """Return the students by that field; None where two share a value, which then decides nothing."""
    found: dict[str, Student | None] = {}
    for student in roster.students():
        value = {"id": student.id, "email": student.email}.get(field) or roster_field(student, field)
        value = value.strip().casefold()
        if value:
            found[value] = None if value in found else student
    return found


def _find(
    line: Line, columns: list[tuple[int, tuple[str, ...]]], known: Mapping[str, Mapping[str, Student | None]]
) -> Student | None:
    for place, fields in columns:
        value = line.cells[place].strip().removeprefix("#").casefold()
        student = next((one for field in fields if (one := known[field].get(value)) is not None), None)
        if student is not None:
            return student
    return None


def _is_test_student(downloaded: Download, line: Line) -> bool:
    return downloaded.platform is Platform.CANVAS and line.cells[0].strip() == "Student, Test"


def _label(line: Line) -> str:
    return show(" ".join(" ".join(cell.split()) for cell in line.cells[:3] if cell.strip()), 100) or f"line {line.number}"
