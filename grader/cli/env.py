"""`grader env`: the environments a course's notebooks run in."""

from __future__ import annotations

from pathlib import Path

import typer

from grader.cli.options import CourseOption

env = typer.Typer(name="env", help="The environments a course's notebooks run in.", no_args_is_help=True)


@env.command()
def build(course: CourseOption = Path()) -> None:
    """Build what course.yaml names under environment(s), outside the grader's own."""
    from grader.core.errors import InputError
    from grader.course import open_course
    from grader.measuring import ENVIRONMENTS
    from grader.sandbox.environment_build import build_environment

    opened = open_course(course)
    if not opened.file.environments:
        raise InputError(
            "the course names no environment", file=opened.folder / "course.yaml", hint="notebooks run in the grader's own then"
        )
    for one in opened.file.environments:
        built = build_environment(one, opened.folder / ENVIRONMENTS, lambda stage: typer.echo(f"{stage} …", err=True))
        typer.echo(f"{built.name}: {len(built.modules)} modules, {built.prefix}")
