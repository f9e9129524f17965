"""Find out whose exam a row is."""

from __future__ import annotations

from grader.core.roster import Roster, Student
from grader.core.show import show
from grader.intake.csv_table import Row
from grader.intake.did_you_mean import did_you_mean


def find_student(row: Row, id_column: str | None, email_column: str | None, roster: Roster) -> Student:
    """Return the student by the id in `id_column`, or where that is blank by the address in `email_column`.

    Letter case does not matter, where it does not decide between two students.

    Raises:
        InputError: with file and line and the nearest known id, when nobody or more than one student fits.
    """
    student_id = row.cells[id_column] if id_column else ""
    email = row.cells[email_column] if email_column else ""
    if not student_id and not email:
        raise row.error("the row does not say who it was", "fill in the student id, or delete the row")
    wanted, kind = (student_id, "id") if student_id else (email, "e-mail address")
    known = [(student.id if student_id else student.email, student) for student in roster.students()]
    exact = [student for name, student in known if name == wanted]
    found = exact or [student for name, student in known if name.casefold() == wanted.casefold()]
    if len(found) != 1:
        what = f"{len(found)} students of the roster have" if found else "no student of the roster has"
        hint = "write the student's id" if found else did_you_mean(wanted, [name for name, _ in known if name], kind="students")
        raise row.error(f"{what} the {kind} {show(wanted, 60)!r}", hint)
    return found[0]
