"""What staff mark by hand in a course."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.core.adjusted import Adjusted
from grader.core.marked_twice import Together, marked_twice
from grader.core.roster import Roster, Student
from grader.core.rubric import Component, Course, Criterion, Per


@dataclass(frozen=True)
class HandMarked:
    """A criterion with levels or free points, by its path, and whether groups or students earn it."""

    path: str
    criterion: Criterion
    per: Per

    def level(self, points: Decimal) -> str:
        """Return what the level of so many points stands for, '' where there is none."""
        return next((level.description for level in self.criterion.levels if level.points == points), "")

    def refusal(self, points: Decimal) -> str:
        """Return why so many points cannot be given, '' where they can."""
        if not points.is_finite() or not 0 <= points <= self.criterion.points:
            return f"{self.path} is worth 0 to {self.criterion.points} points, not {points}"
        if self.criterion.strict and not any(level.points == points for level in self.criterion.levels):
            return f"{points} is none of the levels of {self.path}: {', '.join(str(one.points) for one in self.criterion.levels)}"
        return ""

    def subjects(self, roster: Roster) -> Iterator[tuple[str, str, Student]]:
        """Yield whom to mark, in roster order: the id, a name for people, and a student to whom that mark is given."""
        for group in roster.groups:
            if self.per is Per.GROUP:
                yield group.id, ", ".join(student.name for student in group.members), group.members[0]
            else:
                yield from ((student.id, student.name, student) for student in group.members)


@dataclass(frozen=True)
class Difference:
    """Marks of one thing that lie further apart than the rubric allows."""

    path: str
    who: str
    together: Together
    marks: tuple[tuple[str, str], ...]


def hand_marked(course: Course) -> dict[str, HandMarked]:
    """Return the criteria that staff mark, by path, in rubric order."""
    return {one.path: one for one in _below(course.components, "")}


def differences(course: Course, roster: Roster, adjusted: Adjusted) -> Iterator[Difference]:
    """Yield the marks that differ by more than their criterion allows, and that nobody has settled."""
    for one in hand_marked(course).values():
        if one.criterion.markers is None:
            continue
        for who, _, student in one.subjects(roster):
            marks = adjusted.by_markers(one.path, student, one.criterion.points)
            together = marked_twice(one.criterion.markers, marks)
            if together.difference is not None:
                yield Difference(one.path, who, together, tuple((mark.author, str(mark.points)) for mark in marks))


def _below(components: Sequence[Component], prefix: str) -> Iterator[HandMarked]:
    for component in components:
        path = f"{prefix}{component.id}."
        for criterion in component.criteria:
            if criterion.levels or criterion.free:
                yield HandMarked(path + criterion.id, criterion, component.per)
        yield from _below(component.components, path)
