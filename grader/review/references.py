"""What groups and students are called in addresses, and on a page that hides who they are."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from grader.core.roster import Group, Roster, Student

_DIGITS = 12


@dataclass(frozen=True)
class References:
    """Everyone of the roster by a short name that says nothing of them, and `order`, in which groups are gone through.

    The names are the same each time. `blind` says that pages show a number in the place of a group's or a student's name;
    then the order is no longer the roster's, so that neither tells who it is.
    """

    groups: Mapping[str, Group]
    students: Mapping[str, Student]
    names: Mapping[tuple[str, str], str]
    order: tuple[Group, ...]
    numbers: Mapping[str, int]
    blind: bool = False

    @classmethod
    def of(cls, roster: Roster, secret: int, *, blind: bool = False) -> References:
        """Name everyone by a hash that nobody without the course's secret can work out."""
        groups = {_name(secret, "group", one.id): one for one in roster.groups}
        students = {_name(secret, "student", one.id): one for one in roster.students()}
        names = {("group", one.id): name for name, one in groups.items()}
        names |= {("student", one.id): name for name, one in students.items()}
        order = tuple(groups[name] for name in sorted(groups)) if blind else roster.groups
        shuffled = {groups[name].id: number for number, name in enumerate(sorted(groups), 1)}
        return cls(groups, students, names, order, shuffled, blind)

    def of_group(self, group: Group) -> str:
        """Return what the group is called in addresses."""
        return self.names["group", group.id]

    def of_student(self, student: Student) -> str:
        """Return what the student is called in addresses."""
        return self.names["student", student.id]

    def label(self, group: Group) -> str:
        """Return what pages call the group: its name, or '#12'."""
        return f"#{self.numbers[group.id]}" if self.blind else group.id

    def student_label(self, student: Student, group: Group) -> str:
        """Return what pages call a member: name and id, or '#12, member 2'."""
        if self.blind:
            return f"#{self.numbers[group.id]}.{group.members.index(student) + 1}"
        return f"{student.name} ({student.id})"

    def group_of(self, subject: str) -> Group | None:
        """Return the group of that name, or of the student of that name; None for a name that is nobody's."""
        student = self.students.get(subject)
        return self.groups.get(self.names["group", student.group]) if student else self.groups.get(subject)

    def id_of(self, subject: str) -> str | None:
        """Return the id by which the store knows whom this name is for."""
        student = self.students.get(subject)
        group = self.groups.get(subject)
        return student.id if student else group.id if group else None


def _name(secret: int, kind: str, text: str) -> str:
    return hmac.digest(str(secret).encode(), f"{kind}:{text}".encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:_DIGITS]
