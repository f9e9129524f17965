"""`grader doctor`: does this machine grade correctly?"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.doctor_gpus import doctor_gpus, print_replies
from grader.cli.options import FormatOption, SandboxOption, SlotsOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # the terminal library loads when a command runs
    from rich.console import Console

    from grader.sandbox.conformance import Reply


def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="Only the questions to the sandbox.")] = False,
    sandbox: SandboxOption = None,
    slots: SlotsOption = None,
    case: Annotated[list[str] | None, typer.Option("--case", metavar="NAME", help="Only this sample (repeatable).")] = None,
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """Prove that this machine contains and grades as it should."""
    from rich.console import Console

    from grader.cli.as_json import as_json
    from grader.sandbox.choose import NO_WALL

    json = form is OutputFormat.JSON
    with contextlib.redirect_stdout(sys.stderr) if json else contextlib.nullcontext():
        console = Console(highlight=False)
        if sandbox == NO_WALL:
            console.print("sandbox none: no wall; submitted code can do what you can do")
        replies = () if sandbox == NO_WALL else _ask(console, sandbox)
        cards = doctor_gpus(console, sandbox)
        replies += cards.replies
        samples = {} if quick else _samples(console, sandbox, slots, case or [])
    status = 3 if any(samples.values()) or not all(reply.no for reply in replies) else 0
    if json:
        typer.echo(as_json({"questions": replies, "gpus": cards.found, "samples": samples, "exit_status": status}))
    raise typer.Exit(status)


def _ask(console: Console, sandbox: str | None) -> tuple[Reply, ...]:
    """Ask the sandbox every question."""
    from dataclasses import replace

    from grader.sandbox.choose import choose_sandbox
    from grader.sandbox.conformance import conformance
    from grader.sandbox.server_process import ServerPlan

    with choose_sandbox(sandbox, ServerPlan()) as wall:
        wall.plan = replace(wall.plan, preload=())  # the questions are about the wall; TensorFlow need not be loaded for them
        console.print(f"sandbox {wall.name}:")
        replies = conformance(wall)
    print_replies(console, replies)
    return replies


def _samples(console: Console, sandbox: str | None, slots: int | None, cases: list[str]) -> dict[str, tuple[str, ...]]:
    """Grade the samples and compare with what each must earn; return the differences of each."""
    from grader.cli.grade_all import run_course
    from grader.course import judge_course, open_course
    from grader.intake.compare_sample import compare_sample
    from grader.intake.sample_course import make_sample_course

    found: dict[str, tuple[str, ...]] = {}
    with tempfile.TemporaryDirectory(prefix="grader-doctor-") as temporary:
        folder = Path(temporary) / "course"
        samples = make_sample_course(folder, cases=cases, on_stage=lambda stage: console.print(f"{stage} …"))
        run_course(folder, [], sandbox, slots)
        graded = judge_course(open_course(folder), write=False)
        for sample in samples:
            mark = next(mark for mark in graded.marks if mark.student.group == sample.id)
            differences = compare_sample(sample, graded.evidence.get(sample.id), mark)
            found[sample.id] = tuple(differences)
            console.print(
                f"  {'as expected' if not differences else 'DIFFERENT'}  {sample.id}: {sample.expected.proves}", markup=False
            )
            for difference in differences:
                console.print(f"      {difference}", markup=False)
    return found
