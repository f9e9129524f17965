"""Judge a course from what its store and its files hold."""

from __future__ import annotations

from functools import partial

from grader.assignments.findings import findings
from grader.assignments.marked import marked
from grader.class_evidence import class_evidence
from grader.core.adjusted import Adjusted
from grader.core.assignment import AssignmentResult
from grader.core.extension import latest
from grader.core.heldout import HeldOut
from grader.core.scores import Finding
from grader.core.staff_warnings import staff_warnings
from grader.gradebook.assignment_results import AssignmentResults
from grader.gradebook.difference import difference
from grader.gradebook.store import Store
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder
from grader.judge import judge
from grader.peers.judge_class import judge_class


def judge_stored(course: CourseFolder, store: Store, heldout: HeldOut, training: str, *, write: bool = True) -> Graded:
    """Judge what is stored by the course's files; `training` is the training data's hash. With `write` false nothing is kept."""
    models = _models(course) if len(heldout) else set()  # without digits nobody stands anywhere
    whole = partial(class_evidence, store, course.roster, heldout, models=models, sealed=sealed(course), write=write)
    evidence = whole()
    known, extensions = store.yardsticks(heldout.sha256, training), (*course.extensions, *store.extensions())
    at = {name: whole(deadline=name) for name in course.deadlines().names if name}
    each = partial(
        judge, course.rubric, course.roster, evidence, course.exam,
        yardsticks=known, deadline=course.file.deadline, adjustments=store.adjustments(),
        deadlines=course.file.deadlines, extensions=extensions, newest=course.file.newest, evidence_at=at,
    )  # fmt: skip
    judged = judge_class(each, course.rubric, course.roster, course.peers, _given(course, store))
    changes = difference(store.remembered_marks(), judged.marks)
    warnings = staff_warnings(course.rubric, course.roster, course.exam, Adjusted.of(store.adjustments()), extensions)
    return Graded(
        judged.marks, evidence, known, changes,
        out=course.folder / "out", selected=judged.selected, group_marks=judged.group_marks,
        warnings=warnings, evidence_at=at, extensions=latest(extensions),
    )  # fmt: skip


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


def _given(course: CourseFolder, store: Store) -> dict[str, dict[str, Finding]]:
    """Return what no repository holds: what students earned with assignments."""
    stored, changes = AssignmentResults(course.folder), store.adjustments()

    def results(name: str) -> dict[str, AssignmentResult]:
        return {who: marked(one, changes) for who, one in stored.of(name).items()}

    return findings(course.rubric, course.roster, results)


def _models(course: CourseFolder) -> set[str]:
    """Return which models the rubric's accuracy criteria read, as their option names them."""
    criteria = (criterion for leaf in course.rubric.leaves() for criterion in leaf.criteria)
    return {str(one.options.get("model", "committed")) for one in criteria if one.check == "accuracy"} or {"first_found"}
