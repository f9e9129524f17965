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
    told = marks_by_group(group_marks or marks)
    shown = marks_by_group(marks)
    wrong = wrong_digits({name: counted_evaluation(course, one) for name, one in evidence.items()}, heldout)
    due = deadlines or {}
    works = [
        GroupWork(
            one,
            shown.get(one.id, ()),
            told.get(one.id, ()),
            evidence.get(one.id),
            None,
            wrong.get(one.id),
            due.get(one.id, deadline),
        )
        for one in roster.groups
    ]
    common = repr((course, yardsticks, code, heldout.sha256 if heldout else ""))
    written = _write_groups(folder, GroupFiles(course, yardsticks, generated_at, code), works, notebooks or {}, keys, common)
    whole = (tuple(keys.now.items()), sandbox, warnings, durations)  # in the roster's order, each with its marks
    if not keys.stands(folder, ("index.html", "students.html"), common, *whole):
        index = index_page(
            course, roster, marks, evidence, yardsticks=yardsticks, generated_at=generated_at, sandbox=sandbox,
            warnings=warnings, durations=durations, code=code,
        )  # fmt: skip
        students = students_page(course, marks, generated_at=generated_at, sandbox=sandbox, code=code)
        pages = (("students.html", students), ("index.html", index))
        written += [write_file(folder / name, text.encode(), durable=False) for name, text in pages]
    return tuple(written)


def _write_groups(
    folder: Path, files: GroupFiles, works: Sequence[GroupWork], notebooks: Mapping[str, bytes], keys: PageKeys, common: str
) -> list[Path]:
    """Write the files of the groups whose pages would state something else, and return their paths."""
    names = {work.group.id: files.names(work.group, with_notebook=work.group.id in notebooks) for work in works}
    stale = [work for work in works if not keys.stands(folder, names[work.group.id], common, *_stated(work))]

    def write(work: GroupWork) -> None:
        for name, text in files.of(replace(work, notebook=notebooks.get(work.group.id))):
            write_file(folder / name, text.encode(), durable=False)

    on_every_core(write, stale)
    return [folder / name for work in stale for name in names[work.group.id]]


def _stated(work: GroupWork) -> tuple[object, ...]:
    """Return what a group's files are made from.

    For the evidence stands what tells one piece of it from every other, and what the class adds to it: far less than the
    whole. Marks that staff and the group read alike are given once.
    """
    one = work.evidence
    told = "the same" if work.told == work.marks else work.told
    return replace(work, evidence=None, told=()), told, one and (one.submission, one.provenance, one.standing)


def _require_distinct(roster: Roster) -> None:
    owners: dict[str, str] = {}
    for group in roster.groups:
        other = owners.setdefault(slug(group.id), group.id)
        if other != group.id:
            raise InputError(
                f"the groups {show(other)} and {show(group.id)} would share the report groups/{slug(group.id)}.html",
                hint="rename one of them in the roster",
            )
