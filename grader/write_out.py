"""Write what people and machines read of a judged course: the gradebook and the reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from grader.core.evidence import Evidence
from grader.core.heldout import HeldOut
from grader.exports.csv_gradebook import csv_gradebook, write_gradebook
from grader.gradebook.document import Document
from grader.gradebook.store import Store
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder
from grader.measure import EXECUTED
from grader.reports.page_keys import KeptPages, PageKeys
from grader.reports.write_reports import write_reports


def write_out(course: CourseFolder, store: Store, graded: Graded, heldout: HeldOut) -> None:
    """Write the gradebook, the machine-readable summary and the reports; remember the marks for the next difference."""
    graded.out.mkdir(exist_ok=True)
    write_gradebook(graded.out / "gradebook.csv", csv_gradebook(course.rubric, course.roster, graded.marks))
    keys = _page_keys(store, graded.out)
    write_reports(
        graded.out,
        course.rubric,
        course.roster,
        graded.marks,
        graded.evidence,
        yardsticks=graded.yardsticks,
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sandbox=", ".join(sorted({one.provenance.sandbox for one in graded.evidence.values()})),
        notebooks=_Notebooks(store, graded.evidence),
        deadline=course.file.deadline,
        deadlines=_due(course, store),
        warnings=graded.warnings,
        group_marks=graded.group_marks,
        durations=store.durations(),
        heldout=heldout,
        code=course.file.language,
        keys=keys,
    )
    if not graded.stand:
        store.remember_marks(graded.marks)


def _page_keys(store: Store, out: Path) -> PageKeys:
    """Return what the pages in the folder `out` were made from, kept in the store whenever it changes."""
    document, where = Document("pages", TypeAdapter(KeptPages)), str(out)
    kept = store.recall("pages", where)
    before = document.read(kept) if kept else None
    return PageKeys(before or KeptPages(), lambda pages: store.remember("pages", where, document.write(pages)))


class _Notebooks(Mapping[str, bytes]):
    """The executed notebooks by group id, each read when it is asked for: a large course's do not fit into memory."""

    def __init__(self, store: Store, evidence: Mapping[str, Evidence]) -> None:
        commits = {group: one.submission.commit for group, one in evidence.items() if one.submission.commit}
        found = {group: store.artefact(commit, EXECUTED) for group, commit in commits.items()}
        self._paths = {group: path for group, path in found.items() if path is not None}

    def __getitem__(self, group: str) -> bytes:
        return self._paths[group].read_bytes()

    def __contains__(self, group: object) -> bool:
        return group in self._paths  # without reading it

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _due(course: CourseFolder, store: Store) -> Mapping[str, datetime]:
    """Return up to when each group's commits count, by group id."""
    deadlines = course.deadlines(store.extensions())
    return {group.id: deadlines.for_group(group) for group in course.roster.groups}
