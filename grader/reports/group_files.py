"""The files of one group: what it may read, and the same with more for staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.core.evidence import Evidence
from grader.core.roster import Group
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.core.slug import slug
from grader.reports.group_markdown import group_markdown
from grader.reports.group_page import group_page
from grader.reports.notebook_view import notebook_view
from grader.reports.page_environment import page_environment
from grader.reports.wrong_digits import WrongDigits


@dataclass(frozen=True)
class GroupWork:
    """What is to be shown of one group.

    `marks` are its members' for staff, `told` those that the group itself reads; `notebook` is the executed one, as JSON;
    `deadline` is up to when this group's commits count.
    """

    group: Group
    marks: Sequence[Mark]
    told: Sequence[Mark]
    evidence: Evidence | None = None
    notebook: bytes | None = None
    wrong: WrongDigits | None = None
    deadline: datetime | None = None


@dataclass(frozen=True)
class GroupFiles:
    """What is the same for every group's files; `code` is the language they are written in."""

    course: Course
    yardsticks: Mapping[str, float]
    generated_at: str
    code: str

    @staticmethod
    def names(group: Group, *, with_notebook: bool) -> tuple[str, ...]:
        """Return the names of one group's files, below the folder of the reports."""
        name = slug(group.id)
        shared = (f"groups/{name}.html", f"staff/{name}.html", f"groups/{name}.md")
        return (*shared, f"groups/{name}.notebook.html") if with_notebook else shared

    def of(self, work: GroupWork) -> Iterator[tuple[str, str]]:
        """Yield the names and texts of one group's files."""
        page, staff, markdown, *notebook = self.names(work.group, with_notebook=work.notebook is not None)
        yield page, self._page(work, work.told)
        yield staff, self._page(work, work.marks, staff=True)
        yield (
            markdown,
            group_markdown(
                self.course, work.group, work.told, work.evidence, generated_at=self.generated_at, deadline=work.deadline,
                code=self.code,
            ),
        )  # fmt: skip
        if work.notebook is not None:
            yield notebook[0], self._notebook_page(work.group, work.notebook)

    def _page(self, work: GroupWork, marks: Sequence[Mark], *, staff: bool = False) -> str:
        return group_page(
            self.course, work.group, marks, work.evidence, yardsticks=self.yardsticks, generated_at=self.generated_at,
            notebook=work.notebook, deadline=work.deadline, code=self.code, staff=staff, wrong=work.wrong if staff else None,
        )  # fmt: skip

    def _notebook_page(self, group: Group, notebook: bytes) -> str:
        template = page_environment(self.code).get_template("notebook.html.j2")
        cells = notebook_view(notebook, code=self.code)
        return template.render(group=group, slug=slug(group.id), cells=cells, generated_at=self.generated_at)
