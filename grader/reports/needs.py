"""What keeps grades from being final, gathered so that staff see each thing once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.rubric import Course, Per
from grader.core.scores import Mark, State
from grader.core.slug import slug
from grader.reports.leaf_scores import LeafScore, leaf_scores

_MOST_SHOWN = 12


@dataclass(frozen=True)
class Need:
    """One thing to do: what it is about, why, and whose grade waits for it ('groups' or 'students')."""

    state: State
    title: str
    reason: str
    who: str
    names: tuple[str, ...]

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """The names that a page has room for, each with the name of its page ('' for a student, who has none)."""
        return tuple((name, slug(name) if self.who == "groups" else "") for name in self.names[:_MOST_SHOWN])

    @property
    def more(self) -> int:
        """How many names there is no room for."""
        return max(len(self.names) - _MOST_SHOWN, 0)


def needs(course: Course, marks: Sequence[Mark]) -> tuple[Need, ...]:
    """Return what is missing, worst first, then by how many wait for it."""
    waiting: dict[tuple[State, str, str, str], dict[str, None]] = {}
    for mark in marks:
        for leaf in leaf_scores(course.components, mark.components):
            shared = leaf.component.per is Per.GROUP
            who, name = ("groups", mark.student.group) if shared else ("students", mark.student.name)
            for state, title, reason in open_points(leaf):
                waiting.setdefault((state, title, reason, who), {})[name] = None
    order = list(State)
    return tuple(sorted(_merged(waiting), key=lambda need: (-order.index(need.state), -len(need.names))))


def open_points(leaf: LeafScore) -> tuple[tuple[State, str, str], ...]:
    """Return (state, title, reason) of each criterion that is not final, or of the component where it has none."""
    if leaf.score.state is State.FULLY_GRADED:
        return ()
    found = tuple(
        (score.state, score.title, score.reason) for score in leaf.score.criteria if score.state is not State.FULLY_GRADED
    )
    return found or ((leaf.score.state, leaf.title, leaf.score.reason),)


def _merged(waiting: dict[tuple[State, str, str, str], dict[str, None]]) -> list[Need]:
    """Join the criteria for which the same ones wait for the same reason."""
    titles: dict[tuple[State, str, str, tuple[str, ...]], list[str]] = {}
    for (state, title, reason, who), names in waiting.items():
        titles.setdefault((state, reason, who, tuple(names)), []).append(title)
    return [Need(state, ", ".join(joined), reason, who, names) for (state, reason, who, names), joined in titles.items()]
