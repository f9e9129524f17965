"""`grader evidence`: the facts behind a group's grade."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption


def evidence(
    group: Annotated[str, typer.Argument(help="The group, as in the roster.")],
    course: CourseOption = Path(),
    json: Annotated[bool, typer.Option("--json", help="As JSON, whole.")] = False,
) -> None:
    """Print what was measured about a group."""
    from grader.core.errors import InputError
    from grader.core.show import show
    from grader.course import evidence_json, open_course
    from grader.gradebook.store import Store

    opened = open_course(course)
    with Store.open(opened.folder) as store:
        found = store.latest(group)
    if found is None:
        known = opened.roster.group(group) is not None
        what = "has not been measured yet" if known else "is not in the roster"
        raise InputError(f"the group {show(group, 60)!r} {what}", file=opened.file.roster, hint="measure it with: grader grade-all")
    if json:
        typer.echo(evidence_json(found))
        return
    run = found.execution
    typer.echo(f"commit     {found.submission.commit or 'none'}  {show(found.submission.message, 300)}".rstrip())
    typer.echo(f"notebook   {run.status}: {run.cells_run} of {run.cells_total} cells, {run.seconds:.1f} s, {run.cpu_seconds:.1f} s of CPU, {run.peak_bytes / 1e6:.0f} MB  {show(run.message, 300)}".rstrip())
    for one in found.evaluations:
        accuracy = "not scored" if one.accuracy is None else f"accuracy {one.accuracy:.4f} ({one.interval[0]:.4f} to {one.interval[1]:.4f}) on {one.samples} {one.dataset} digits"
        typer.echo(f"{one.model:<10} {accuracy}; {one.convention}  {show(one.message, 300)}".rstrip())
    for artifact in (*found.artifacts, *run.artifacts):
        typer.echo(f"file       {show(artifact.path, 100)} ({artifact.role}, {artifact.origin}, {artifact.bytes} bytes, {artifact.sha256[:16]})")
