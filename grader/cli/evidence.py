"""`grader evidence`: the facts behind a group's grade."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from collections.abc import Iterator

    from grader.core.evidence import Evaluation, Evidence


def evidence(
    group: Annotated[str, typer.Argument(metavar="GROUP", help="The group, as in the roster.")],
    course: CourseOption = Path(),
    form: FormatOption = OutputFormat.TABLE,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Print what was measured about a group."""
    from grader.cli.as_json import as_json
    from grader.core.errors import InputError
    from grader.core.show import show
    from grader.course import open_course
    from grader.gradebook.store import Store

    opened = open_course(course)
    with Store.open(opened.folder) as store:
        found = store.latest(group)
    if found is None:
        known = opened.roster.group(group) is not None
        what = "has not been measured yet" if known else "is not in the roster"
        raise InputError(
            f"the group {show(group, 60)!r} {what}", file=opened.file.roster, hint="measure it with: grader grade-all"
        )
    if json or form is OutputFormat.JSON:
        typer.echo(as_json(found))
        return
    for line in _lines(found):
        typer.echo(line.rstrip())


def _lines(found: Evidence) -> Iterator[str]:
    from grader.core.show import show

    run = found.execution
    yield f"commit     {found.submission.commit or 'none'}  {show(found.submission.message, 300)}"
    used = f"{run.seconds:.1f} s, {run.cpu_seconds:.1f} s of CPU, {run.peak_bytes / 1e6:.0f} MB"
    used += f", {run.gpu}: {run.gpu_bytes / 1e6:.0f} MB" if run.gpu else ""
    yield f"notebook   {run.status}: {run.cells_run} of {run.cells_total} cells, {used}  {show(run.message, 300)}"
    for one in found.evaluations:
        yield f"{one.model:<10} {_scored(one)}  {show(one.message, 300)}".rstrip()
    for paper in found.documents.found:
        known = f"pages {paper.pages}, words {paper.words:,}" if paper.status == "OK" else paper.message
        yield f"document   {show(paper.path, 100)}: {show(known, 300)}"
    for author in found.contributions.authors if found.contributions else ():
        counted = f"commits {author.commits:,}, lines of code +{author.added:,} -{author.removed:,}"
        yield f"author     {show(author.author, 80)}: {counted}"
    for file in (*found.artifacts, *run.artifacts):
        yield f"file       {show(file.path, 100)} ({file.role}, {file.origin}, {file.bytes} bytes, {file.sha256[:16]})"


def _scored(one: Evaluation) -> str:
    if one.accuracy is None:
        return "not scored"
    low, high = one.interval
    return f"accuracy {one.accuracy:.4f} ({low:.4f} to {high:.4f}) on {one.samples} {one.dataset} digits; {one.convention}"
