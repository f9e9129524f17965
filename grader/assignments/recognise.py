"""Whose file is it? What Moodle, Canvas, Blackboard and people put into names, matched with the roster."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.core.roster import Roster, Student

_MOODLE = re.compile(r"^(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)$")
_CANVAS = re.compile(r"^(?P<name>[^_/]+)(?:_LATE)?_(?P<user>\d+)_(?P<submission>\d+)_(?P<rest>.+)$")
_BLACKBOARD = re.compile(r"^.+_(?P<name>[^_/]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<rest>.+)|\.txt)$")


@dataclass(frozen=True)
class People:
    """The roster, by everything that a file's name may call somebody; a name of several people stands for none."""

    exact: Mapping[str, str]
    spelled: Mapping[str, str]

    def whose(self, name: str) -> str:
        """Return the student id (or the group's) that a file or folder of this name belongs to, '' where nobody's is sure."""
        platform = _platform(name)
        if platform:
            return self.spelled.get(_plain(platform["name"]), "") or self.exact.get(platform["name"], "")
        stem = name.removesuffix(".ipynb")
        whole = self.exact.get(stem) or self.spelled.get(_plain(stem))
        if whole:
            return whole
        found = {person for word in re.split(r"[\s_.,()\[\]-]+", stem) if (person := self.exact.get(word))}
        return next(iter(found)) if len(found) == 1 else ""


def own_name(name: str) -> str:
    """Return the name that the student gave a file, without what a platform put before it."""
    platform = _platform(name)
    return platform["rest"] if platform and platform["rest"] else name


def handed_in_at(name: str) -> str:
    """Return when Blackboard says that a file was handed in, as digits that sort by time, '' where it says nothing."""
    platform = _BLACKBOARD.match(name)
    return platform["when"].replace("-", "") if platform else ""


def _platform(name: str) -> re.Match[str] | None:
    return _MOODLE.match(name) or _BLACKBOARD.match(name) or _CANVAS.match(name)


def people(roster: Roster) -> People:
    """Return what the roster's students and groups are called."""
    exact: dict[str, set[str]] = {}
    spelled: dict[str, set[str]] = {}
    for student in roster.students():
        for word in (student.id, student.email, student.email.partition("@")[0]):
            exact.setdefault(word, set()).add(student.id)
        for spelling in _spellings(student):
            spelled.setdefault(spelling, set()).add(student.id)
    ids = {student.id for student in roster.students()}
    for group in roster.groups:
        if group.id not in ids:
            owner = group.id if len(group.members) > 1 else group.members[0].id
            exact.setdefault(group.id, set()).add(owner)
    for identity in ids:
        exact[identity] = {identity}  # an id is nobody else's, whatever others are called
    return People(_sure(exact), _sure(spelled))


def _sure(found: Mapping[str, set[str]]) -> dict[str, str]:
    return {word: next(iter(owners)) for word, owners in found.items() if word and len(owners) == 1}


def _spellings(student: Student) -> Iterator[str]:
    """Yield the name as it is and with the last words first, as learning platforms sort it."""
    words = re.split(r"[\s,]+", student.name)
    for place in range(len(words)):
        if spelling := _plain("".join(words[place:] + words[:place])):
            yield spelling


def _plain(name: str) -> str:
    """Return letters and digits only, small, without accents."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(character for character in decomposed if character.isalnum()).lower()
