"""What a group earned together, where every point of it is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.core.roster import Group
from grader.core.rubric import Component, Course, Per
from grader.core.scores import ComponentScore, Mark


@dataclass(frozen=True)
class GroupResult:
    """A group's components that are graded per group, in rubric order, with their points as every member has them."""

    group: Group
    components: tuple[ComponentScore, ...]
    commit: str

    @property
    def points(self) -> Decimal:
        """The sum of the components' points."""
        return sum((score.points for score in self.components if score.points is not None), Decimal(0))

    @property
    def maximum(self) -> Decimal:
        """The sum of the components' maxima."""
        return sum((score.maximum for score in self.components), Decimal(0))


def group_result(course: Course, group: Group, marks: Sequence[Mark]) -> GroupResult | str:
    """Return the group's result, or in a sentence why a file for the whole group cannot hold one.

    Exams and whatever else is graded per student is no part of it: every member reads it.
    """
    members = [mark for mark in marks if mark.student.group == group.id]
    shared = [tuple(_shared(course.components, mark.components)) for mark in members]
    if not shared or not shared[0]:
        return "nothing of it is graded per group"
    if any(_numbers(one) != _numbers(shared[0]) for one in shared):
        return "its members have different points, which a file for the whole group cannot say"
    if any(score.points is None for score in shared[0]):
        return members[0].note or "its points are not known yet"
    return GroupResult(group, shared[0], members[0].commit)


def _shared(components: Sequence[Component], scores: Sequence[ComponentScore]) -> Iterator[ComponentScore]:
    by_id = {score.id: score for score in scores}
    for component in components:
        score = by_id.get(component.id)
        if score is None:
            continue
        if _is_shared(component):
            yield score
        else:
            yield from _shared(component.components, score.components)


def _is_shared(component: Component) -> bool:
    if component.components:
        return all(_is_shared(part) for part in component.components)
    return component.per is Per.GROUP


def _numbers(scores: Sequence[ComponentScore]) -> list[Decimal | None]:
    own = [score.points for score in scores]
    criteria = [criterion.points for score in scores for criterion in score.criteria]
    return [*own, *criteria, *(number for score in scores for number in _numbers(score.components))]
