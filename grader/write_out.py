"""Write what people and machines read of a judged course: the gradebook and the reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from grader.core.heldout import HeldOut
from grader.exports.csv_gradebook import csv_gradebook, write_gradebook
from grader.gradebook.store import Store
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder
from grader.measure import EXECUTED
from grader.reports.write_reports import write_reports


def write_out(course: CourseFolder, store: Store, graded: Graded, heldout: HeldOut) -> None:
    """Write the gradebook, the machine-readable summary and the reports; remember the marks for the next difference."""
    notebooks = {}
    for group, evidence in graded.evidence.items():
        path = store.artefact(evidence.submission.commit, EXECUTED) if evidence.submission.commit else None
        if path is not None:
            notebooks[group] = path.read_bytes()
    graded.out.mkdir(exist_ok=True)
    write_gradebook(graded.out / "gradebook.csv", csv_gradebook(course.rubric, course.roster, graded.marks))
    write_reports(
        graded.out,
        course.rubric,
        course.roster,
        graded.marks,
        graded.evidence,
        yardsticks=graded.yardsticks,
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sandbox=", ".join(sorted({one.provenance.sandbox for one in graded.evidence.values()})),
        notebooks=notebooks,
        deadline=course.file.deadline,
        deadlines=_due(course, store),
        warnings=graded.warnings,
        group_marks=graded.group_marks,
        durations=store.durations(),
        heldout=heldout,
        code=course.file.language,
    )
    store.remember_marks(graded.marks)


def _due(course: CourseFolder, store: Store) -> Mapping[str, datetime]:
    """Return up to when each group's commits count, by group id."""
    deadlines = course.deadlines(store.extensions())
    return {group.id: deadlines.for_group(group) for group in course.roster.groups}
