"""Write the reports of a course: the index, a page and a Markdown file a group, and the executed notebooks as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from grader.core.errors import InputError
from grader.core.evidence import Evidence
from grader.core.roster import Group, Roster
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.core.show import show
from grader.core.slug import slug
from grader.gradebook.write_file import write_file
from grader.reports.group_markdown import group_markdown
from grader.reports.group_page import group_page
from grader.reports.index_page import index_page
from grader.reports.notebook_view import notebook_view
from grader.reports.page_environment import page_environment


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
) -> tuple[Path, ...]:
    """Write every report below `folder` and return the files' paths, the index last.

    `evidence`, `notebooks` (executed, as JSON) and `deadlines` (of those who have longer) are by group id. `group_marks` are
    what the groups' own pages show, where that is not `marks`: without what members said of each other. Each file is replaced
    whole, so a reader never sees half of one. Raises InputError where two groups would share a file, MachineError where the
    disk refuses.
    """
    _require_distinct(roster)
    index = index_page(
        course, roster, marks, evidence, yardsticks=yardsticks, generated_at=generated_at, sandbox=sandbox, warnings=warnings
    )
    group = partial(_group_files, course, group_marks or marks, yardsticks, generated_at)
    due = {one.id: (deadlines or {}).get(one.id, deadline) for one in roster.groups}
    books = notebooks or {}
    files = [file for one in roster.groups for file in group(due[one.id], one, evidence.get(one.id), books.get(one.id))]
    return tuple(write_file(folder / name, text.encode()) for name, text in [*files, ("index.html", index)])


def _group_files(  # noqa: PLR0917 - the first four are bound once
    course: Course,
    marks: Sequence[Mark],
    yardsticks: Mapping[str, float],
    generated_at: str,
    deadline: datetime | None,
    group: Group,
    evidence: Evidence | None,
    notebook: bytes | None,
) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of one group's files."""
    base = f"groups/{slug(group.id)}"
    page = group_page(
        course, group, marks, evidence, yardsticks=yardsticks, generated_at=generated_at, notebook=notebook, deadline=deadline
    )
    yield f"{base}.html", page
    yield f"{base}.md", group_markdown(course, group, marks, evidence, generated_at=generated_at, deadline=deadline)
    if notebook is not None:
        yield f"{base}.notebook.html", _notebook_page(group, notebook, generated_at)


def _notebook_page(group: Group, notebook: bytes, generated_at: str) -> str:
    template = page_environment().get_template("notebook.html.j2")
    return template.render(group=group, slug=slug(group.id), cells=notebook_view(notebook), generated_at=generated_at)


def _require_distinct(roster: Roster) -> None:
    owners: dict[str, str] = {}
    for group in roster.groups:
        other = owners.setdefault(slug(group.id), group.id)
        if other != group.id:
            raise InputError(
                f"the groups {show(other)} and {show(group.id)} would share the report groups/{slug(group.id)}.html",
                hint="rename one of them in the roster",
            )
