"""The files of one group: what it may read, and the same with more for staff."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from markupsafe import Markup

from grader.core.evidence import Evaluation
from grader.core.roster import Group
from grader.core.rubric import Course
from grader.core.slug import slug
from grader.reports.counted_evaluation import counted_evaluation
from grader.reports.group_facts import GroupFacts, group_facts
from grader.reports.group_markdown import markdown_measured, markdown_points
from grader.reports.group_work import GroupWork
from grader.reports.measured_values import measured_values
from grader.reports.notebook_view import notebook_view
from grader.reports.page_around import notebook_around, page_around, points_part
from grader.reports.page_environment import page_environment
from grader.reports.page_file import PageFile
from grader.reports.page_key import page_key
from grader.reports.page_part import PagePart


@dataclass(frozen=True)
class GroupFiles:
    """What is the same for every group's files; `code` is the language they are written in.

    `notebooks` are the executed ones by group id, as JSON. `parts` describes files that lie in `folder` already: what the
    evidence shapes is taken over from there while it is made from the same, and made again otherwise. `digits` names the
    held-out set.
    """

    course: Course
    yardsticks: Mapping[str, float]
    generated_at: str
    code: str
    notebooks: Mapping[str, bytes]
    digits: str
    folder: Path
    parts: Mapping[str, PagePart]

    @staticmethod
    def names(group: Group, *, with_notebook: bool) -> tuple[str, ...]:
        """Return the names of one group's files, below the folder of the reports."""
        name = slug(group.id)
        shared = (f"groups/{name}.html", f"staff/{name}.html", f"groups/{name}.md")
        return (*shared, f"groups/{name}.notebook.html") if with_notebook else shared

    def of(self, work: GroupWork) -> Iterator[PageFile]:
        """Yield one group's files."""
        page, staff, markdown, *notebook = self.names(work.group, with_notebook=work.notebook)
        told = group_facts(self.course, work.group, work.told)
        seen = told if work.told == work.marks else group_facts(self.course, work.group, work.marks)
        points = points_part(told, code=self.code)
        counted = counted_evaluation(self.course, work.evidence) if work.evidence else None
        read = cache(lambda: self.notebooks[work.group.id] if work.notebook else None)
        key = self._made_from(work, counted)

        def measured(*, staff: bool) -> str:
            values = measured_values(
                work.group, work.evidence, counted, yardsticks=self.yardsticks, notebook=read(), deadline=work.deadline,
                code=self.code, staff=staff, wrong=work.wrong,
            )  # fmt: skip
            return page_environment(self.code).get_template("group_measured.html.j2").render(values)

        yield self._file(page, self._around(work, told, points), key, lambda: measured(staff=False))
        points = points if seen is told else points_part(seen, code=self.code)
        with_digits = page_key(key, work.wrong, self.digits)
        yield self._file(staff, self._around(work, seen, points, staff=True), with_digits, lambda: measured(staff=True))
        begin = markdown_points(self.course, told, generated_at=self.generated_at, no_wall=work.no_wall, code=self.code)
        about = work.group, work.evidence, counted, work.deadline, self.code
        yield self._file(markdown, (begin, ""), key, lambda: markdown_measured(*about))
        for name in notebook:
            around = notebook_around(work.group, generated_at=self.generated_at, code=self.code)
            yield self._file(name, around, key, lambda: notebook_view(read() or b"", code=self.code))

    def _around(self, work: GroupWork, facts: GroupFacts, points: Markup, *, staff: bool = False) -> tuple[str, str]:
        return page_around(
            self.course, facts, points, generated_at=self.generated_at, no_wall=work.no_wall, code=self.code, staff=staff
        )

    def _made_from(self, work: GroupWork, counted: Evaluation | None) -> str:
        """Return a name for all that the measured parts of a group's files are made from: no mark, and nothing of the rubric."""
        which = work.evidence.evaluations.index(counted) if work.evidence and counted else None
        return page_key(self.code, self.yardsticks, work.group, work.identity(), which, work.deadline, work.notebook)

    def _file(self, name: str, around: tuple[str, str], key: str, make: Callable[[], str]) -> PageFile:
        before, behind = (text.encode() for text in around)
        lies = self.parts.get(name)
        taken = lies.read(self.folder / name, key) if lies else None
        if lies and taken is not None:
            return PageFile(name, before + taken + behind, replace(lies, start=len(before)))
        made = make().encode()
        return PageFile(name, before + made + behind, PagePart.of(key, before, made))
