"""`grader demo`: the sample course, graded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import SlotsOption


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put the sample course.")] = Path("demo"),
    case: Annotated[list[str] | None, typer.Option("--case", metavar="NAME", help="Only this sample (repeatable).")] = None,
    slots: SlotsOption = None,
) -> None:
    """Make the sample course and grade it, offline."""
    from grader.cli.grade_all import run_course
    from grader.core.errors import MachineError
    from grader.intake.sample_course import make_sample_course
    from grader.sandbox.bubblewrap import find_bubblewrap

    wall = find_bubblewrap() is not None
    if not wall:
        typer.echo("grader: no bubblewrap here: the samples are the grader's own and run WITHOUT A WALL", err=True)
    if not (folder / "course.yaml").is_file():
        make_sample_course(folder, cases=case or (), on_stage=lambda stage: typer.echo(f"{stage} …", err=True))
    status = run_course(folder, [], None if wall else "none", slots)
    if status == 3:
        raise MachineError("the demo could not be graded on this machine; ask: grader doctor")
