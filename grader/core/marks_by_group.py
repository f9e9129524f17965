"""The marks of a course, by group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from grader.core.scores import Mark


def marks_by_group(marks: Iterable[Mark]) -> Mapping[str, Sequence[Mark]]:
    """Return the marks of each group's members, by group id, in the order they come in."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.student.group, []).append(mark)
    return found
