"""`grader starter`: the repository that a course hands out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.core.forge import Forge

if TYPE_CHECKING:  # read when a command runs
    from grader.intake.starter import Starter


def starter(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    course: Annotated[
        Path | None, typer.Option("-C", "--course", metavar="DIR", help="The course folder.", show_default="none")
    ] = None,
    rubric: Annotated[str, typer.Option("--rubric", help="A rubric's name, path, or https address.")] = "",
    data: Annotated[str, typer.Option("--data", metavar="NAME", help="mnist, digits28, or an .npz.")] = "",
    title: Annotated[str, typer.Option("--title", help="The project's title.")] = "",
    ci: Annotated[Forge, typer.Option("--ci", help="Whose CI checks every push.")] = Forge.GITHUB,
    requirement: Annotated[str, typer.Option("--grader", metavar="REQUIREMENT", help="What pip installs.")] = "",
) -> None:
    """Write the repository that groups start from."""
    from dataclasses import replace

    from grader.core.show import show
    from grader.intake.starter import write_starter

    plan = _plan(course)
    plan = replace(
        plan, rubric=rubric or plan.rubric, data=data or plan.data, title=title or plan.title, grader=requirement, forge=ci
    )
    for path in write_starter(folder, plan):
        typer.echo(show(path, 400))
    typer.echo(f"Groups will read all of it. Try it: git init {show(folder, 200)}, commit, and grader self-check --quick.")


def _plan(course: Path | None) -> Starter:
    from grader.intake.course_file import read_course_file
    from grader.intake.resources import resources
    from grader.intake.starter import Starter, starter_of

    if course is None:
        return Starter()
    return starter_of(read_course_file(course / "course.yaml", rubrics=resources("rubrics")))
