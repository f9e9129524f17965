"""One group's line in the course table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from grader.core.evidence import Evidence, RunStatus
from grader.core.lateness import minutes_late
from grader.core.roster import Group
from grader.core.rubric import Course, Per, Source
from grader.core.scores import ComponentScore, Mark, State, worst
from grader.reports.counted_evaluation import counted_evaluation
from grader.reports.leaf_scores import leaf_scores
from grader.reports.needs import open_points

FILTERS = ("needs", "failed", "late", "exam")


@dataclass(frozen=True)
class TableRow:
    """What the table shows of a group, and by which of `FILTERS` it is found.

    `points` are those of the components that the group earns together, in the rubric's order; None is not known yet.
    """

    group: Group
    state: State
    status: RunStatus | None
    accuracy: float | None
    points: tuple[Decimal | None, ...]
    needs: tuple[str, ...]
    flags: frozenset[str]
    words: str
    differs: bool


def table_row(course: Course, group: Group, marks: Sequence[Mark], evidence: Evidence | None, deadline: datetime) -> TableRow:
    """Return a group's line; `deadline` is up to when its commits are in time."""
    counted = counted_evaluation(course, evidence) if evidence else None
    status = evidence.execution.status if evidence else None
    shared = [
        tuple(leaf.score for leaf in leaf_scores(course.components, mark.components) if leaf.component.per is Per.GROUP)
        for mark in marks
    ]
    by_id = {one.id: one.points for one in shared[0]} if shared else {}
    leaves = (leaf for mark in marks for leaf in leaf_scores(course.components, mark.components))
    needs = dict.fromkeys(title for leaf in leaves for _, title, _ in open_points(leaf))
    late = evidence is not None and (minutes_late(evidence.submission, deadline) or 0) > 0
    failed = status not in {None, RunStatus.OK} or (counted is not None and counted.status is not RunStatus.OK)
    flags = {
        "needs": any(mark.state is not State.FULLY_GRADED for mark in marks),
        "failed": failed,
        "late": late,
        "exam": any(_lacks_exam(course, mark.components) for mark in marks),
    }
    return TableRow(
        group=group,
        state=worst(mark.state for mark in marks) if marks else State.NOT_READY,
        status=status,
        accuracy=counted.accuracy if counted else None,
        points=tuple(by_id.get(one.id) for one in course.leaves() if one.per is Per.GROUP),
        needs=tuple(needs),
        flags=frozenset(name for name, holds in flags.items() if holds),
        words=" ".join([group.id, *(f"{one.name} {one.id}" for one in group.members)]).casefold(),
        differs=any([one.points for one in scores] != [one.points for one in shared[0]] for scores in shared),
    )


def _lacks_exam(course: Course, scores: Sequence[ComponentScore]) -> bool:
    return any(
        leaf.component.source is Source.EXAM and leaf.score.points is None for leaf in leaf_scores(course.components, scores)
    )
