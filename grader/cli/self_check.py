"""`grader self-check`: what a group can know before the deadline."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # read when a command runs
    from grader.core.checklist import Checklist
    from grader.core.rubric import Course
    from grader.core.training_data import TrainingData


def self_check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Your repository.", show_default="this folder")] = Path(),
    data: Annotated[str, typer.Option("--data", metavar="NAME", help="mnist, digits28, or a path to an .npz.")] = "mnist",
    rubric: Annotated[str, typer.Option("--rubric", help="A rubric's name, or a path.")] = "ncku-deep-learning",
    quick: Annotated[bool, typer.Option("--quick", help="Everything but running the notebook.")] = False,
    time: Annotated[str, typer.Option("--time", metavar="TIME", help="How long the notebook may run.")] = "20 min",
    sandbox: Annotated[str, typer.Option("--sandbox", metavar="NAME", help="none, fork-server or bubblewrap.")] = "none",
    as_json: Annotated[bool, typer.Option("--json", help="The checklist as JSON.")] = False,
) -> None:
    """Check your own repository as the grader will see it."""
    from grader.cli.checklist import print_checklist, print_json
    from grader.core.limits import Limits
    from grader.sandbox.choose import choose_sandbox
    from grader.sandbox.fork_server import ForkServer
    from grader.sandbox.server_process import ServerPlan
    from grader.self_check import self_check as check

    def start(data: Path) -> ForkServer:
        server = choose_sandbox(sandbox, ServerPlan(data=data))
        server.start()
        return server

    limits, course, digits = Limits(seconds=_seconds(time)), _rubric(rubric), _training(data)
    with _stages() as on_stage:
        checklist: Checklist = check(folder.resolve(), course, digits, start, limits, quick=quick, on_stage=on_stage)
    (print_json if as_json else print_checklist)(checklist)
    raise typer.Exit(checklist.exit_status)


def _stages() -> AbstractContextManager[Callable[[str], None]]:
    """Return a context that shows what is going on, on a terminal only."""
    from contextlib import contextmanager

    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        return nullcontext(lambda _stage: None)

    @contextmanager
    def spinner():  # type: ignore[no-untyped-def]  # noqa: ANN202 - a context manager of the function below
        with console.status("starting …") as status:
            yield lambda stage: status.update(f"{stage} …")

    return spinner()


def _seconds(text: str) -> float:
    from grader.intake.located import Located
    from grader.intake.quantity import SECONDS, quantity

    value = Located(Path("--time"), 0, "the time", "text", text)
    seconds = float(quantity(value, SECONDS, "20 min"))
    if seconds < 1:
        raise value.error("the time must be over 0", "such as 20 min")
    return seconds


def _rubric(name: str) -> Course:
    from grader.checks import all_checks
    from grader.core.errors import InputError
    from grader.intake.did_you_mean import did_you_mean
    from grader.intake.resources import resources
    from grader.intake.rubric import read_rubric

    path = Path(name)
    if "/" not in name and path.suffix not in {".yaml", ".yml"}:
        known = {file.stem: file for file in resources("rubrics").glob("*.yaml")}
        if name not in known:
            raise InputError(f"there is no rubric called {name!r}", hint=did_you_mean(name, known, kind="rubrics"))
        path = known[name]
    return read_rubric(path, checks={check.name: check.options for check in all_checks().values()})


def _training(name: str) -> TrainingData:
    from grader.core.errors import InputError
    from grader.intake.course_folder import keras_home
    from grader.intake.dataset import training_data

    try:
        return training_data(name, folder=Path(), keras_home=keras_home())
    except InputError as error:
        hint = (
            f"{error.hint}; or try it with digits that come with the grader: --data digits28" if name == "mnist" else error.hint
        )
        raise InputError(error.what, file=error.file, line=error.line, hint=hint) from error
