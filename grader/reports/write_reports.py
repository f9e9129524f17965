"""Write the reports of a course: for staff the index, the students and a page a group; for each group what it may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from grader.core.errors import InputError
from grader.core.evidence import Evidence
from grader.core.heldout import HeldOut
from grader.core.marks_by_group import marks_by_group
from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.core.show import show
from grader.core.slug import slug
from grader.executors.on_every_core import on_every_core
from grader.gradebook.write_file import write_file
from grader.intake.languages import ENGLISH
from grader.reports.counted_evaluation import counted_evaluation
from grader.reports.group_files import GroupFiles, GroupWork
from grader.reports.index_page import index_page
from grader.reports.page_keys import PageKeys
from grader.reports.students_page import students_page
from grader.reports.wrong_digits import wrong_digits


def write_reports(  # noqa: PLR0913 - every value a page states arrives by name
    folder: Path,
    course: Course,
    roster: Roster,
    marks: Sequence[Mark],
    evidence: Mapping[str, Evidence],
    *,
    yardsticks: Mapping[str, float],
    generated_at: str,
    sandbox: str,
    warnings: Sequence[str] = (),
    notebooks: Mapping[str, bytes] | None = None,
    deadline: datetime | None = None,
    deadlines: Mapping[str, datetime] | None = None,
    group_marks: Sequence[Mark] = (),
    durations: Mapping[str, float] | None = None,
    heldout: HeldOut | None = None,
    code: str = ENGLISH,
    keys: PageKeys | None = None,
) -> tuple[Path, ...]:
    """Write every report below `folder` in the language `code` and return the files' paths, the index last.

    `evidence`, `notebooks` (executed, as JSON), `deadlines` (of those who have longer) and `durations` (seconds) are by group
    id. `group_marks` are what the groups' own pages show, where that is not `marks`: without what members said of each other.
    Pictures of `heldout` digits come only into `staff/`. Pages that state what they stated by `keys` are left as they are,
    the time in them included. Each file is replaced whole, so a reader never sees half of one.

    Raises InputError where two groups would share a file, MachineError where the disk refuses.
    """
    _require_distinct(roster)
    keys = keys or PageKeys()
    shown = marks_by_group(marks)
    told = marks_by_group(group_marks) if group_marks else shown
    wrong = wrong_digits({name: counted_evaluation(course, one) for name, one in evidence.items()}, heldout)
    files = GroupFiles(course, yardsticks, generated_at, code)
    known, due = notebooks or {}, deadlines or {}
    common = repr((course, yardsticks, code, heldout.sha256 if heldout else ""))
    stale: list[GroupWork] = []
    for one in roster.groups:
        work = GroupWork(
            group=one,
            marks=shown.get(one.id, ()),
            told=told.get(one.id, ()),
            wrong=wrong.get(one.id),
            deadline=due.get(one.id, deadline),
        )
        names = files.names(one, with_notebook=one.id in known)
        if not keys.stands(folder, names, common, work, _measurement(evidence.get(one.id))):
            stale.append(replace(work, evidence=evidence.get(one.id)))

    def write(work: GroupWork) -> None:
        for name, text in files.of(replace(work, notebook=known.get(work.group.id))):
            write_file(folder / name, text.encode(), durable=False)

    on_every_core(write, stale)
    written = [folder / name for work in stale for name in files.names(work.group, with_notebook=work.group.id in known)]
    if not keys.stands(
        folder, ("index.html", "students.html"), common, sorted(keys.now.items()), marks, sandbox, warnings, durations
    ):
        index = index_page(
            course, roster, marks, evidence, yardsticks=yardsticks, generated_at=generated_at, sandbox=sandbox,
            warnings=warnings, durations=durations, code=code,
        )  # fmt: skip
        students = students_page(course, marks, generated_at=generated_at, sandbox=sandbox, code=code)
        pages = (("students.html", students), ("index.html", index))
        written += [write_file(folder / name, text.encode(), durable=False) for name, text in pages]
    return tuple(written)


def _measurement(evidence: Evidence | None) -> object:
    """Return what tells one piece of evidence from every other, and what the class adds to it: far less than the whole."""
    return evidence and (evidence.submission, evidence.provenance, evidence.standing)


def _require_distinct(roster: Roster) -> None:
    owners: dict[str, str] = {}
    for group in roster.groups:
        other = owners.setdefault(slug(group.id), group.id)
        if other != group.id:
            raise InputError(
                f"the groups {show(other)} and {show(group.id)} would share the report groups/{slug(group.id)}.html",
                hint="rename one of them in the roster",
            )
