"""Who is graded: students, the groups they form, and where each group's repository is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Student:
    """One row of the roster; `extra` keeps the columns the grader does not know, in order.

    `aliases` are further ids and addresses that an exam may name this student by.
    """

    id: str
    name: str
    email: str
    group: str
    extra: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A team that hands in one repository. `repository` is an address as the instructor wrote it, or ''."""

    id: str
    repository: str
    members: tuple[Student, ...]


@dataclass(frozen=True)
class Roster:
    """Everyone in the course, groups in the order of their first member."""

    groups: tuple[Group, ...]
    extra_columns: tuple[str, ...] = field(default=())

    def students(self) -> Iterator[Student]:
        """Yield every student, group by group."""
        for group in self.groups:
            yield from group.members

    def group(self, group_id: str) -> Group | None:
        """Return the group of that name, or None."""
        return next((group for group in self.groups if group.id == group_id), None)
