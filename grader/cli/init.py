"""`grader init`: a course folder to start from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

_RUBRIC = "ncku-deep-learning"


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    rubric: Annotated[str | None, typer.Option("--rubric", metavar="NAME", help="A rubric's name.", show_default=_RUBRIC)] = None,
    title: Annotated[str, typer.Option("--title", help="The course's title.")] = "",
    deadline: Annotated[str, typer.Option("--deadline", metavar="TIME", help="Such as 2027-01-08T23:59+08:00.")] = "",
    weight: Annotated[
        list[str] | None, typer.Option("--weight", metavar="ID=NUMBER", help="A weight the rubric leaves open.")
    ] = None,
    workflow: Annotated[bool, typer.Option("--workflow", help="And a GitHub workflow that grades each night.")] = False,
    from_sample: Annotated[bool, typer.Option("--from-sample", help="With sample groups; grades at once.")] = False,
) -> None:
    """Make a course folder: course.yaml, roster, every key commented."""
    from grader.checks import all_checks
    from grader.intake.asked_weights import asked_weights
    from grader.intake.new_course import make_new_course, rubric_named

    weights = _weights(weight or [])
    if from_sample:
        typer.echo("\n  ".join(["it is ready; grade it with:", *_sample(folder, rubric, weights)]))
        return
    rubric = rubric or _RUBRIC
    if sys.stdin.isatty() and sys.stdout.isatty():
        title = title or typer.prompt("Title of the course", "My course")
        deadline = deadline or typer.prompt("Deadline, with its time zone", "2027-01-08T23:59+08:00")
        for one in asked_weights(rubric_named(rubric)):
            if one.path not in weights:
                weights |= _weights([f"{one.path}={typer.prompt(f'Weight of {one.title}, in percent')}"])
    known = {name: check.options for name, check in all_checks().items()}
    said = {key: text for key, text in (("title", title), ("deadline", deadline)) if text}
    made = make_new_course(folder, rubric, checks=known, weights=weights, workflow=workflow, **said)
    typer.echo(f"{made} is written; it says what to put beside it, first of all roster.csv")


def _sample(folder: Path, rubric: str | None, weights: Mapping[str, Decimal]) -> list[str]:
    """Make the sample course of the rubric, or that of all sample submissions; return the commands that grade it."""
    from grader.core.errors import InputError
    from grader.intake.new_course import rubric_named
    from grader.intake.rubric_sample import make_rubric_sample
    from grader.intake.sample_course import make_sample_course

    def stage(what: str) -> None:
        typer.echo(what, err=True)

    if rubric is None and weights:
        raise InputError("--weight fills what a rubric leaves open, and no rubric is named", hint="name it: --rubric NAME")
    if rubric is None:
        make_sample_course(folder, on_stage=stage)
    else:
        make_rubric_sample(folder, rubric_named(rubric), weights=weights, on_stage=stage)
    handed_in = sorted(path for path in (folder / "handed-in").glob("*") if path.is_dir())
    commands = [f"grader assignment grade {path.name} --from {path} -C {folder}" for path in handed_in]
    commands += [f"grader marks import {folder / 'marks.csv'} -C {folder}"] if (folder / "marks.csv").is_file() else []
    return [*commands, f"grader grade-all -C {folder}"]


def _weights(stated: Sequence[str]) -> dict[str, Decimal]:
    from grader.core.errors import InputError
    from grader.core.show import show
    from grader.core.typed_number import typed_number

    weights = {}
    for text in stated:
        name, _, number = text.partition("=")
        weight = typed_number(number)
        if weight is None:
            what = f"--weight {show(text, 60)!r} is no component and number"
            raise InputError(what, hint="such as --weight project=40")
        weights[name.strip()] = weight
    return weights
