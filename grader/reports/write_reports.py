"""Write the reports of a course: for staff the index, the students and a page a group; for each group what it may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.core.errors import InputError
from grader.core.evidence import Evidence
from grader.core.heldout import HeldOut
from grader.core.roster import Group, Roster
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.core.show import show
from grader.core.slug import slug
from grader.gradebook.write_file import write_file
from grader.intake.languages import ENGLISH
from grader.reports.counted_evaluation import counted_evaluation
from grader.reports.group_markdown import group_markdown
from grader.reports.group_page import group_page
from grader.reports.index_page import index_page
from grader.reports.notebook_view import notebook_view
from grader.reports.page_environment import page_environment
from grader.reports.students_page import students_page
from grader.reports.wrong_digits import WrongDigits, wrong_digits


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
    durations: Mapping[str, float] | None = None,
    heldout: HeldOut | None = None,
    code: str = ENGLISH,
) -> tuple[Path, ...]:
    """Write every report below `folder` in the language `code` and return the files' paths, the index last.

    `evidence`, `notebooks` (executed, as JSON) and `durations` (seconds) are by group id. Pictures of `heldout` digits come
    only into `staff/`. Each file is replaced whole, so a reader never sees half of one. Raises InputError where two groups
    would share a file, MachineError where the disk refuses.
    """
    _require_distinct(roster)
    index = index_page(
        course, roster, marks, evidence, yardsticks=yardsticks, generated_at=generated_at, sandbox=sandbox, warnings=warnings,
        durations=durations, code=code,
    )  # fmt: skip
    by_group: dict[str, list[Mark]] = {}
    for mark in marks:
        by_group.setdefault(mark.student.group, []).append(mark)
    wrong = wrong_digits({name: counted_evaluation(course, one) for name, one in evidence.items()}, heldout)
    reports = _Reports(course, yardsticks, generated_at, deadline, code)
    known = notebooks or {}
    written = [
        write_file(folder / name, text.encode())
        for one in roster.groups
        for name, text in reports.of(one, by_group.get(one.id, []), evidence.get(one.id), known.get(one.id), wrong.get(one.id))
    ]
    students = students_page(course, marks, generated_at=generated_at, code=code)
    written += [write_file(folder / name, text.encode()) for name, text in (("students.html", students), ("index.html", index))]
    return tuple(written)


@dataclass(frozen=True)
class _Reports:
    """What is the same for every group."""

    course: Course
    yardsticks: Mapping[str, float]
    generated_at: str
    deadline: datetime | None
    code: str

    def of(
        self, group: Group, marks: Sequence[Mark], evidence: Evidence | None, notebook: bytes | None, wrong: WrongDigits | None
    ) -> Iterator[tuple[str, str]]:
        """Yield the names and texts of one group's files."""
        name = slug(group.id)
        for folder, staff in (("groups", False), ("staff", True)):
            yield f"{folder}/{name}.html", group_page(
                self.course, group, marks, evidence, yardsticks=self.yardsticks, generated_at=self.generated_at,
                notebook=notebook, deadline=self.deadline, code=self.code, staff=staff, wrong=wrong if staff else None,
            )  # fmt: skip
        yield (
            f"groups/{name}.md",
            group_markdown(
                self.course, group, marks, evidence, generated_at=self.generated_at, deadline=self.deadline, code=self.code
            ),
        )
        if notebook is not None:
            yield f"groups/{name}.notebook.html", self._notebook_page(group, notebook)

    def _notebook_page(self, group: Group, notebook: bytes) -> str:
        template = page_environment(self.code).get_template("notebook.html.j2")
        cells = notebook_view(notebook, code=self.code)
        return template.render(group=group, slug=slug(group.id), cells=cells, generated_at=self.generated_at)


def _require_distinct(roster: Roster) -> None:
    owners: dict[str, str] = {}
    for group in roster.groups:
        other = owners.setdefault(slug(group.id), group.id)
        if other != group.id:
            raise InputError(
                f"the groups {show(other)} and {show(group.id)} would share the report groups/{slug(group.id)}.html",
                hint="rename one of them in the roster",
            )
