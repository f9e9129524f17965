"""Write the reports of a course: for staff the index, the students and a page a group; for each group what it may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

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
from grader.reports.group_files import GroupFiles
from grader.reports.group_work import GroupWork
from grader.reports.index_page import index_page
from grader.reports.page_file import PageFile
from grader.reports.page_key import page_key
from grader.reports.page_keys import PageKeys
from grader.reports.page_part import PagePart
from grader.reports.students_page import students_page
from grader.reports.wrong_digits import wrong_digits

_WHOLE: Final = ("index.html", "students.html")
_Make = Callable[[], Iterable[PageFile]]


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
    keys, read = keys or PageKeys(), notebooks or {}
    told, shown = marks_by_group(group_marks or marks), marks_by_group(marks)
    wrong = wrong_digits({name: counted_evaluation(course, one) for name, one in evidence.items()}, heldout)
    due, digits = deadlines or {}, heldout.sha256 if heldout else ""
    works = (
        GroupWork(
            one, shown.get(one.id, ()), told.get(one.id, ()), evidence.get(one.id), wrong.get(one.id),
            due.get(one.id, deadline), one.id in read,
        )
        for one in roster.groups
    )  # fmt: skip
    files = GroupFiles(course, yardsticks, generated_at, code, read, digits, folder, keys.before.parts)
    common = page_key(course, yardsticks, code, digits)
    groups: dict[str, _Make] = {}
    for work in works:
        names = files.names(work.group, with_notebook=work.notebook)
        if not keys.stands(folder, names, common, *work.stated()):
            groups[names[0]] = partial(files.of, work)
    whole = (tuple(keys.now.items()), sandbox, warnings, durations)  # in the roster's order, each with its marks
    pages: list[_Make] = []
    if not keys.stands(folder, _WHOLE, common, *whole):
        about = {"generated_at": generated_at, "sandbox": sandbox, "code": code}
        index = partial(
            index_page, course, roster, marks, evidence, yardsticks=yardsticks, warnings=warnings, durations=durations, **about
        )
        pages = [partial(_page, _WHOLE[0], index), partial(_page, _WHOLE[1], partial(students_page, course, marks, **about))]
    return _write_all(folder, keys, groups, pages)


def _write_all(folder: Path, keys: PageKeys, groups: Mapping[str, _Make], pages: Sequence[_Make]) -> tuple[Path, ...]:
    """Write the files of these groups, by the name of their first, and the course's pages; return the paths, the index last."""
    keys.begin([*groups, *(_WHOLE[0] for _ in pages[:1])])
    made = [*groups.values()]
    made[1:1] = pages  # the longest soon, but a group's first: what is made ready for it serves the others
    written = [one for some in on_every_core(partial(_write, folder), made) for one in some]
    keys.parts.update((name, part) for name, part in written if part is not None)
    keys.end()
    return tuple(sorted((folder / name for name, _ in written), key=lambda path: path == folder / _WHOLE[0]))


def _page(name: str, make: Callable[[], str]) -> Iterator[PageFile]:
    yield PageFile(name, make().encode())


def _write(folder: Path, make: _Make) -> list[tuple[str, PagePart | None]]:
    """Write files, each when it is made, and return their names and what of them can be taken over the next time."""
    written = []
    for file in make():
        write_file(folder / file.name, file.data, durable=False)
        written.append((file.name, file.part))
    return written


def _require_distinct(roster: Roster) -> None:
    owners: dict[str, str] = {}
    for group in roster.groups:
        other = owners.setdefault(slug(group.id), group.id)
        if other != group.id:
            raise InputError(
                f"the groups {show(other)} and {show(group.id)} would share the report groups/{slug(group.id)}.html",
                hint="rename one of them in the roster",
            )
