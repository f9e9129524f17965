"""Find groups and students of the roster by what people write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from grader.core.roster import Group, Roster, Student

T = TypeVar("T")
_KIND = re.compile(r"^(?:group|team)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class RosterNames:
    """The roster by name. A name that fits two groups, or two students, is in neither table unless it is exact."""

    groups: Mapping[str, Group]
    students: Mapping[str, Student]

    @classmethod
    def of(cls, roster: Roster) -> RosterNames:
        """Take every name that a group or a student may be called by."""
        students = list(roster.students())
        spelt: list[Iterable[tuple[str, Student]]] = [
            ((student.id, student) for student in students),
            _loose((student.id, student) for student in students),
            _loose((student.email, student) for student in students),
            _loose((student.name, student) for student in students),
        ]
        plain = [(group.id, group) for group in roster.groups]
        bare = [(_KIND.sub("", group.id), group) for group in roster.groups]
        return cls(_first([plain, _loose(plain), _loose(bare)]), _first(spelt))

    def group(self, text: str) -> Group | None:
        """Return the group of that id; letter case and a word 'group' or 'team' before it do not matter."""
        bare = _KIND.sub("", text)
        return self.groups.get(text) or self.groups.get(_fold(text)) or self.groups.get(_fold(bare))

    def student(self, text: str) -> Student | None:
        """Return the student of that id, else of that e-mail address, else of that name; letter case does not matter."""
        return self.students.get(text) or self.students.get(_fold(text))


def _fold(text: str) -> str:
    return f"~{text.casefold()}"  # apart from exact spellings, which may be one student's id and another's in lower case


def _loose(pairs: Iterable[tuple[str, T]]) -> Iterator[tuple[str, T]]:
    """Yield each name in lower case, but none that two of them share."""
    found: dict[str, list[T]] = {}
    for name, one in pairs:
        if name:
            found.setdefault(_fold(name), []).append(one)
    yield from ((name, ones[0]) for name, ones in found.items() if len(ones) == 1)


def _first(tables: Iterable[Iterable[tuple[str, T]]]) -> dict[str, T]:
    """Put the tables together; where a name stands in two of them, the earlier one's counts."""
    found: dict[str, T] = {}
    for table in tables:
        for name, one in table:
            found.setdefault(name, one)
    return found
