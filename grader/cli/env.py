"""`grader env`: the environments a course's notebooks run in."""

from __future__ import annotations

from pathlib import Path

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

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


@env.command("list")
def show_all(course: CourseOption = Path(), form: FormatOption = OutputFormat.TABLE) -> None:
    """List what course.yaml names, and what of it is built."""
    from grader.cli.as_json import as_json
    from grader.cli.long_table import print_table
    from grader.cli.summary import summary_console
    from grader.core.show import show
    from grader.course import open_course
    from grader.measuring import ENVIRONMENTS
    from grader.sandbox.environment_build import built_environment

    opened = open_course(course)
    found = {one: built_environment(one, opened.folder / ENVIRONMENTS) for one in opened.file.environments}
    if form is OutputFormat.JSON:
        rows = [
            {
                "name": one.name, "requirements": str(one.requirements), "variables": dict(one.variables),
                "built": built is not None, "fingerprint": built and built.fingerprint, "folder": built and built.prefix,
                "modules": built and len(built.modules),
            }
            for one, built in found.items()
        ]  # fmt: skip
        typer.echo(as_json(rows))
    elif found:
        cells = [
            (
                show(one.name, 60),
                show(str(one.requirements), 200),
                f"{len(built.modules)} modules, {built.prefix}" if built else "no",
            )
            for one, built in found.items()
        ]
        print_table(summary_console(), ("Environment", "Requirements", "Built"), cells)
    else:
        typer.echo("The course names no environment: notebooks run in the grader's own.")
