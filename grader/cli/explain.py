"""`grader explain`: every point of a group, with the rule and the measurement behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # the terminal library loads when a command runs
    from rich.console import Console

    from grader.core.evidence import Evidence
    from grader.graded import Graded


def explain(
    group: Annotated[str, typer.Argument(metavar="GROUP", help="The group, as in the roster.")],
    course: CourseOption = Path(),
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """Explain every point of a group: rule, value, interval, commit, data."""
    from rich.console import Console

    from grader.cli.as_json import as_json
    from grader.cli.explain_component import explain_component
    from grader.core.errors import InputError
    from grader.core.show import show
    from grader.course import judge_course, open_course
    from grader.reports.number_text import points_text

    opened = open_course(course)
    graded = judge_course(opened, write=False)
    marks = [mark for mark in graded.marks if mark.student.group == group]
    if not marks:
        raise InputError(f"there is no group called {show(group, 60)!r}", file=opened.file.roster)
    if form is OutputFormat.JSON:
        typer.echo(as_json({"group": group, "evidence": graded.evidence.get(group), "marks": marks}))
        return
    console = Console(soft_wrap=True, highlight=False, markup=False)
    _facts(console, group, graded.evidence.get(group))
    _times(console, graded, {group, *(mark.student.id for mark in marks)}, group)
    names = [show(mark.student.id) for mark in marks]
    for scores in zip(*(mark.components for mark in marks), strict=True):
        explain_component(console, scores, names)
        console.print()
    for mark in marks:
        total = "not known yet" if mark.percent is None else f"{points_text(mark.percent)} %, grade {mark.grade}"
        console.print(
            f"{show(mark.student.id)} {show(mark.student.name)}: {total} ({mark.state})"
            + (f"; {show(mark.note, 400)}" if mark.note else "")
        )


def _times(console: Console, graded: Graded, people: set[str], group: str) -> None:
    """Say which commits counted at other deadlines, and who has longer, with the reason."""
    from grader.core.show import show

    for name, each in graded.evidence_at.items():
        work = each[group].submission if group in each else None
        counted = f"commit {work.commit or 'none'} of {show(work.committed_at)}" if work else "not measured yet"
        console.print(f"  at the deadline {show(name)}: {counted}")
    for one in graded.extensions:
        if one.subject in people:
            until = f"until {one.until.isoformat()}" if one.until else f"{one.by_minutes or 0:,} minutes longer"
            what = f" for {show(one.component)}" if one.component else ""
            who = show(one.author) or "the course's file"
            console.print(f"  {show(one.subject)} has longer{what}: {until}, by {who}: {show(one.reason, 300)}")


def _facts(console: Console, group: str, evidence: Evidence | None) -> None:
    from grader.core.show import show

    if evidence is None:
        console.print(f"{show(group)}: not measured yet; run: grader grade-all")
        return
    submission, where = evidence.submission, evidence.provenance
    when = show(submission.committed_at) or "unknown time"
    received = f", received by the server at {show(submission.pushed_at)}" if submission.pushed_at else ""
    console.print(f"{show(group)}: commit {submission.commit or 'none'} of {when} (the commit's own claim){received}")
    if submission.message:
        console.print(f"  note: {show(submission.message, 400)}")
    for choice in evidence.choices:
        console.print(f"  {choice.role}: {show(choice.path or 'none')}: {show(choice.how, 400)}")
    run = evidence.execution
    absent = f"imports that are not there: {', '.join(run.missing_modules)}" if run.missing_modules else ""
    for line in (run.environment and f"ran in {run.environment}", absent, *run.notes):
        if line:
            console.print(f"  {show(line, 300)}")
    console.print(f"  held-out set {where.dataset_sha256[:16]}, sandbox {where.sandbox}, {where.framework}, {where.device}")
    console.print(f"  limits {where.limits}; measured {where.measured_at}\n")
