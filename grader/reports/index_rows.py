"""One line a group for the index: what was measured, what it earned, and what it still needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from grader.core.evidence import Evaluation, Evidence, RunStatus
from grader.core.marks_by_group import marks_by_group
from grader.core.roster import Group, Roster
from grader.core.rubric import Course, Per
from grader.core.scores import ComponentScore, Mark, State, worst
from grader.core.slug import slug
from grader.core.standing import Placed
from grader.reports.accuracies_plot import GroupAccuracy
from grader.reports.accuracy_plot import accuracy_bar
from grader.reports.counted_evaluation import counted_evaluation
from grader.reports.leaf_scores import LeafScore, leaf_scores
from grader.reports.needs import open_points


@dataclass(frozen=True)
class IndexRow:
    """A group's line: `scores` are the components it earns together (None: not known), `differs` where members' points do.

    `needs` are the titles of what is not final, each with the reason.
    """

    group: Group
    slug: str
    state: State
    evidence: Evidence | None
    counted: Evaluation | None
    placed: Placed | None
    scores: tuple[ComponentScore | None, ...]
    differs: bool
    needs: tuple[tuple[str, str], ...]
    bar: Markup

    @property
    def sort(self) -> str:
        """The words that the page's filter knows this line by: its state, and 'trouble' where the notebook or model failed."""
        run, model = self.evidence and self.evidence.execution.status, self.counted and self.counted.status
        trouble = run not in {None, RunStatus.OK} or model not in {None, RunStatus.OK}
        return f"{self.state.lower()} trouble" if trouble else self.state.lower()

    @property
    def accuracy(self) -> GroupAccuracy | None:
        """The accuracy to draw, or None where none is known."""
        if self.counted is None or self.counted.accuracy is None:
            return None
        return GroupAccuracy(
            self.group.id, self.counted.accuracy, self.counted.interval, self.placed.rank if self.placed else None
        )


def index_rows(
    course: Course, roster: Roster, marks: Sequence[Mark], evidence: Mapping[str, Evidence], yardsticks: Mapping[str, float]
) -> Iterator[IndexRow]:
    """Yield every group's line in the roster's order."""
    by_group = marks_by_group(marks)
    for group in roster.groups:
        yield _row(course, group, by_group.get(group.id, ()), evidence.get(group.id), yardsticks)


def _row(
    course: Course, group: Group, marks: Sequence[Mark], evidence: Evidence | None, yardsticks: Mapping[str, float]
) -> IndexRow:
    shared = [_shared(course, mark) for mark in marks]
    leaves = shared[0] if shared else ()
    scores = {id(leaf.component): leaf.score for leaf in leaves}
    counted = counted_evaluation(course, evidence) if evidence else None
    scored = counted is not None and counted.accuracy is not None
    return IndexRow(
        group=group,
        slug=slug(group.id),
        state=worst(leaf.score.state for theirs in shared for leaf in theirs) if shared else State.NOT_READY,
        evidence=evidence,
        counted=counted,
        placed=next(iter(evidence.standing.placed), None) if evidence and evidence.standing else None,
        scores=tuple(scores.get(id(component)) for component in course.leaves() if component.per is Per.GROUP),
        differs=any(_points(theirs) != _points(leaves) for theirs in shared),
        needs=_needed(leaves),
        bar=accuracy_bar(counted.correct / counted.samples, counted.interval, yardsticks) if counted and scored else Markup(""),
    )


def _shared(course: Course, mark: Mark) -> tuple[LeafScore, ...]:
    return tuple(leaf for leaf in leaf_scores(course.components, mark.components) if leaf.component.per is Per.GROUP)


def _points(leaves: Iterable[LeafScore]) -> list[tuple[object, ...]]:
    return [(leaf.score.points, *(one.points for one in leaf.score.criteria)) for leaf in leaves]


def _needed(leaves: Sequence[LeafScore]) -> tuple[tuple[str, str], ...]:
    titles: dict[str, list[str]] = {}
    for leaf in leaves:
        for _, title, reason in open_points(leaf):
            titles.setdefault(reason, []).append(title)
    return tuple((", ".join(named), reason) for reason, named in titles.items())
