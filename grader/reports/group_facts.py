"""The points that a group's report states, gathered once, so that the HTML page and the Markdown file say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.roster import Group, Student
from grader.core.rubric import Course, Per
from grader.core.scores import ComponentScore, CriterionScore, Mark, State, worst
from grader.core.slug import slug
from grader.reports.leaf_scores import LeafScore, leaf_scores
from grader.reports.number_text import plain_text, points_text


@dataclass(frozen=True)
class Individual:
    """A member whose points for the group's work staff set apart from the others'."""

    student: Student
    leaves: tuple[LeafScore, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class GroupFacts:
    """The points of one group's report; `leaves` are the components that the group earns together."""

    group: Group
    slug: str
    state: State
    leaves: tuple[LeafScore, ...]
    individuals: tuple[Individual, ...]
    personal: tuple[str, ...]


def group_facts(course: Course, group: Group, marks: Sequence[Mark]) -> GroupFacts:
    """Gather a group's points from its members' marks; `marks` may hold other groups' too."""
    members = [mark for mark in marks if mark.student.group == group.id]
    shared = [(mark.student, _shared(course, mark)) for mark in members]
    leaves = shared[0][1] if shared else ()
    return GroupFacts(
        group=group,
        slug=slug(group.id),
        state=worst(leaf.score.state for _, theirs in shared for leaf in theirs) if shared else State.NOT_READY,
        leaves=leaves,
        individuals=_individuals(shared),
        personal=tuple(component.title for component in course.leaves() if component.per is Per.STUDENT),
    )


def _shared(course: Course, mark: Mark) -> tuple[LeafScore, ...]:
    return tuple(leaf for leaf in leaf_scores(course.components, mark.components) if leaf.component.per is Per.GROUP)


def _individuals(shared: Sequence[tuple[Student, tuple[LeafScore, ...]]]) -> tuple[Individual, ...]:
    """Return every member with what sets the members apart, or nothing where all have the same points."""
    reasons = [_reasons(leaves) for _, leaves in shared]
    common = set.intersection(*map(set, reasons)) if reasons else set()
    if all(set(lines) == common for lines in reasons):
        return ()
    return tuple(
        Individual(student, leaves, tuple(line for line in lines if line not in common))
        for (student, leaves), lines in zip(shared, reasons, strict=True)
    )


def _reasons(leaves: Sequence[LeafScore]) -> list[str]:
    scores: list[CriterionScore | ComponentScore] = []
    for leaf in leaves:
        scores += [*leaf.score.criteria, leaf.score]
    return [
        f"{score.title}: {points_text(score.points)} / {plain_text(score.maximum)}"
        + (f", {score.reason}" if score.reason else "")
        for score in scores
    ]
