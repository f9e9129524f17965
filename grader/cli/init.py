"""`grader init`: a course folder to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    rubric: Annotated[str, typer.Option("--rubric", help="A rubric's name.")] = "ncku-deep-learning",
    from_sample: Annotated[bool, typer.Option("--from-sample", help="With the sample groups; grades at once.")] = False,
) -> None:
    """Make a course folder: course.yaml, roster, every key commented."""
    from grader.intake.new_course import make_new_course
    from grader.intake.sample_course import make_sample_course

    if from_sample:
        make_sample_course(folder, on_stage=lambda stage: typer.echo(stage, err=True))
        typer.echo(f"{folder} is ready; grade it with: grader grade-all -C {folder}")
        return
    made = make_new_course(folder, rubric)
    typer.echo(f"{made} is written; it says what to put beside it: roster.csv, heldout.npz and, later, exam.csv")
