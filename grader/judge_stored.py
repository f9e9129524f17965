"""Judge a course from what its store and its files hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from grader.assignments.findings import findings
from grader.assignments.in_rubric import in_rubric
from grader.assignments.marked import marked, task_targets
from grader.class_evidence import class_evidence
from grader.core.adjusted import Adjusted
from grader.core.assignment import AssignmentResult
from grader.core.evidence import Evidence
from grader.core.extension import Extension, latest
from grader.core.heldout import HeldOut
from grader.core.scores import Adjustment
from grader.core.show import show
from grader.core.staff_warnings import staff_warnings
from grader.gradebook.assignment_results import AssignmentResults
from grader.gradebook.remembered import Remembered
from grader.gradebook.store import Store
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder
from grader.judge import judge
from grader.peers.judge_class import judge_class


@dataclass(frozen=True)
class Stored:
    """What a store and the files of a course hold for judging, adjustments apart; `results` are those of assignments.

    `tasks` are what marks of an assignment may name. `outdated` are groups whose evidence is of other held-out digits than the
    course has now, and therefore not among the rest.
    """

    evidence: Mapping[str, Evidence]
    evidence_at: Mapping[str, Mapping[str, Evidence]]
    yardsticks: Mapping[str, float]
    extensions: tuple[Extension, ...]
    results: Callable[[str], Mapping[str, AssignmentResult]]
    remembered: Remembered
    tasks: Callable[[str], Collection[str]]
    outdated: tuple[str, ...] = ()


def judge_stored(course: CourseFolder, store: Store, heldout: HeldOut, training: str, *, write: bool = True) -> Graded:
    """Judge what is stored by the course's files; `training` is the training data's hash. With `write` false nothing is kept."""
    return judge_read(course, read_stored(course, store, heldout, training, write=write), store.adjustments())


def read_stored(course: CourseFolder, store: Store, heldout: HeldOut, training: str, *, write: bool) -> Stored:
    """Read what judging needs, which takes seconds in a large course; `training` and `write` are as for `judge_stored`."""
    models = _models(course) if len(heldout) else set()  # without digits nobody stands anywhere
    whole = partial(class_evidence, store, course.roster, heldout, models=models, sealed=sealed(course), write=write)
    results = cache(AssignmentResults(course.folder).of)
    own, named = whole(), {name: whole(deadline=name) for name in course.deadlines().names if name}
    return Stored(
        evidence=own.evidence,
        evidence_at={name: one.evidence for name, one in named.items()},
        yardsticks=store.yardsticks(heldout.sha256, training),
        extensions=(*course.extensions, *store.extensions()),
        results=results,
        remembered=store.remembered(),
        tasks=cache(lambda name: task_targets(name, results(name).values())),
        outdated=tuple(dict.fromkeys(group for one in (own, *named.values()) for group in one.outdated)),
    )


def judge_read(course: CourseFolder, stored: Stored, adjustments: Sequence[Adjustment]) -> Graded:
    """Judge what was read, with these adjustments; no file and no store is touched."""
    each = partial(
        judge, course.rubric, course.roster, stored.evidence, course.exam,
        yardsticks=stored.yardsticks, deadline=course.file.deadline, adjustments=adjustments,
        deadlines=course.file.deadlines, extensions=stored.extensions, newest=course.file.newest, evidence_at=stored.evidence_at,
    )  # fmt: skip

    def results(name: str) -> dict[str, AssignmentResult]:
        return {who: marked(one, adjustments) for who, one in stored.results(name).items()}

    given = findings(course.rubric, course.roster, results)
    judged = judge_class(each, course.rubric, course.roster, course.peers, given)
    tasks = frozenset().union(*(stored.tasks(name) for _, _, name in in_rubric(course.rubric.components)))
    warnings = staff_warnings(course.rubric, course.roster, course.exam, Adjusted.of(adjustments), stored.extensions, tasks)
    return Graded(
        judged.marks, stored.evidence, stored.yardsticks, stored.remembered, warnings=(*_outdated(stored.outdated), *warnings),
        evidence_at=stored.evidence_at, extensions=latest(stored.extensions), out=course.folder / "out",
        selected=judged.selected, group_marks=judged.group_marks,
    )  # fmt: skip


def _outdated(groups: Sequence[str]) -> Iterator[str]:
    if groups:
        who = f"{show(groups[0], 60)} was" if len(groups) == 1 else f"{len(groups)} groups were"
        yield f"{who} measured on other held-out digits than there are now: not measured yet; run grader grade-all"


def training_sha256(course: CourseFolder, store: Store, *, write: bool = True) -> str:
    """Return the hash of the training data, kept from the last time while they are the same."""
    identity = course.training_identity()
    known = store.recall("training", identity)
    if known is None:
        known = course.training().sha256
        if write:
            store.remember("training", identity, known)
    return known


def sealed(course: CourseFolder) -> bool:
    """Say whether notebooks see a sealed test split: what the course says, else only of MNIST."""
    stated = course.file.policy.sealed
    return course.file.training_data == "mnist" if stated is None else stated


def _models(course: CourseFolder) -> set[str]:
    """Return which models the rubric's accuracy criteria read, as their option names them."""
    criteria = (criterion for leaf in course.rubric.leaves() for criterion in leaf.criteria)
    return {str(one.options.get("model", "committed")) for one in criteria if one.check == "accuracy"} or {"first_found"}
