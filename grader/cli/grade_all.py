"""`grader grade-all`: from repositories to gradebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, SandboxOption, SlotsOption
from grader.cli.say_aloud import say_aloud
from grader.cli.walls_said import say_stand_in, warn_no_wall

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from grader.core.environment import BuiltEnvironment


def grade_all(  # noqa: PLR0913, PLR0917 - each option is an argument
    course: CourseOption = Path(),
    group: Annotated[
        list[str] | None, typer.Option("--group", "-g", metavar="NAME", help="Only this group (repeatable).")
    ] = None,
    sandbox: SandboxOption = None,
    slots: SlotsOption = None,
    again: Annotated[bool, typer.Option("--again", help="Measure anew what is known already.")] = False,
    on: Annotated[str, typer.Option("--on", metavar="WHERE", help="local, or a Dask scheduler: tcp://HOST:PORT.")] = "local",
    tls_ca: Annotated[str | None, typer.Option("--tls-ca", metavar="FILE", help="The cluster's own authority.")] = None,
    tls_cert: Annotated[str | None, typer.Option("--tls-cert", metavar="FILE", help="Your certificate for it.")] = None,
    tls_key: Annotated[str | None, typer.Option("--tls-key", metavar="FILE", help="The certificate's key.")] = None,
) -> None:
    """Clone, run and score every group, and write the gradebook.

    Assignments that the rubric counts are graded first, where their
    assignment.yaml says where they are handed in.
    """
    from grader.cli.assignment_desk import grade_counted

    assignments = 0 if group else grade_counted(course, sandbox, slots, again=again)
    if on == "local":
        raise typer.Exit(max(assignments, run_course(course, group or [], sandbox, slots, again=again)))
    from grader.cli.grade_on_cluster import grade_on_cluster

    tls = {"tls_ca_file": tls_ca, "tls_client_cert": tls_cert, "tls_client_key": tls_key}
    raise typer.Exit(max(assignments, grade_on_cluster(course, group or [], on, sandbox, tls, again=again)))


def run_course(folder: Path, groups: list[str], sandbox: str | None, slots: int | None, *, again: bool = False) -> int:
    """Grade the course with progress and summary on the terminal; return the exit status."""
    from grader.cli.progress import Progress
    from grader.cli.summary import print_summary, summary_console
    from grader.course import grade_course, open_course
    from grader.executors.local import Local
    from grader.executors.places import places
    from grader.sandbox.choose import NO_WALL, choose_with_gpus
    from grader.sandbox.gpus.lending import find_lending
    from grader.sandbox.job import Sandbox
    from grader.sandbox.server_process import server_plan

    opened = open_course(folder)
    at_once = slots or places(opened.file.limits.memory_bytes)
    lending = find_lending(opened.file.limits, say_aloud)
    started: list[Sandbox] = []

    def start(data: Path, environment: BuiltEnvironment | None = None) -> Sandbox:
        started.append(choose_with_gpus(sandbox, server_plan(data, environment), lending))
        if environment is None:
            say_stand_in(sandbox, started[-1].name)
        return started[-1]

    def stop() -> None:
        for one in started:
            one.close()

    if sandbox == NO_WALL:
        warn_no_wall()
    names = groups or [one.id for one in opened.roster.groups]
    with Progress(names, {}, at_once) as progress:
        executor = Local(at_once, stop=stop)
        graded = grade_course(opened, start, executor, groups=groups, again=again, listen=progress, sandbox_of=start)
    print_summary(summary_console(), opened, graded)
    return graded.exit_status
