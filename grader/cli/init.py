"""`grader init`: a course folder to start from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from collections.abc import Sequence
    from decimal import Decimal

_RUBRIC = "ncku-deep-learning"


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    rubric: Annotated[str, typer.Option("--rubric", metavar="NAME", help="A rubric's name.")] = _RUBRIC,
    title: Annotated[str, typer.Option("--title", help="The course's title.")] = "",
    deadline: Annotated[str, typer.Option("--deadline", metavar="TIME", help="Such as 2027-01-08T23:59+08:00.")] = "",
    weight: Annotated[
        list[str] | None, typer.Option("--weight", metavar="ID=NUMBER", help="A weight the rubric leaves open.")
    ] = None,
    workflow: Annotated[bool, typer.Option("--workflow", help="And a GitHub workflow that grades each night.")] = False,
    from_sample: Annotated[bool, typer.Option("--from-sample", help="With the sample groups; grades at once.")] = False,
) -> None:
    """Make a course folder: course.yaml, roster, every key commented."""
    from grader.checks import all_checks
    from grader.intake.asked_weights import asked_weights
    from grader.intake.new_course import make_new_course, rubric_named
    from grader.intake.sample_course import make_sample_course

    if from_sample:
        make_sample_course(folder, on_stage=lambda stage: typer.echo(stage, err=True))
        typer.echo(f"{folder} is ready; grade it with: grader grade-all -C {folder}")
        return
    weights = _weights(weight or [])
    if sys.stdin.isatty() and sys.stdout.isatty():
        title = title or typer.prompt("Title of the course", "My course")
        deadline = deadline or typer.prompt("Deadline, with its time zone", "2027-01-08T23:59+08:00")
        for one in asked_weights(rubric_named(rubric)):
            if one.path not in weights:
                weights |= _weights([f"{one.path}={typer.prompt(f'Weight of {one.title}, in percent')}"])
    known = {name: check.options for name, check in all_checks().items()}
    said = {key: text for key, text in (("title", title), ("deadline", deadline)) if text}
    made = make_new_course(folder, rubric, checks=known, weights=weights, workflow=workflow, **said)
    typer.echo(f"{made} is written; it says what to put beside it: roster.csv, heldout.npz and, later, exam.csv")


def _weights(stated: Sequence[str]) -> dict[str, Decimal]:
    from decimal import Decimal, InvalidOperation

    from grader.core.errors import InputError
    from grader.core.show import show

    weights = {}
    for text in stated:
        name, _, number = text.partition("=")
        try:
            weights[name.strip()] = Decimal(number.strip())
        except InvalidOperation:
            what = f"--weight {show(text, 60)!r} is no component and number"
            raise InputError(what, hint="such as --weight project=40") from None
    return weights
