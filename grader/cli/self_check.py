"""`grader self-check`: what a group can know before the deadline."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.annotation_form import AnnotationForm
from grader.cli.options import FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # read when a command runs
    from collections.abc import Callable

    from grader.core.training_data import TrainingData
    from grader.reports.language import Language


def self_check(  # noqa: PLR0913, PLR0917 - one argument an option
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Your repository.", show_default="this folder")] = Path(),
    data: Annotated[str | None, typer.Option("--data", metavar="NAME", help="mnist, digits28, or an .npz.")] = None,
    rubric: Annotated[str | None, typer.Option("--rubric", help="A rubric's name, path, or https address.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Everything but running the notebook.")] = False,
    time: Annotated[str | None, typer.Option("--time", metavar="TIME", help="How long the notebook may run.")] = None,
    sandbox: Annotated[
        str, typer.Option("--sandbox", metavar="NAME", help="none, fork-server, bubblewrap, podman or docker.")
    ] = "none",
    commit_only: Annotated[bool, typer.Option("--commit-only", help="Nothing on branches and pushing.")] = False,
    form: FormatOption = OutputFormat.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    summary: Annotated[Path | None, typer.Option("--summary", metavar="FILE", help="Write it as Markdown.")] = None,
    junit: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write it as JUnit XML.")] = None,
    badge: Annotated[Path | None, typer.Option("--badge", metavar="FILE", help="Write it as a badge.")] = None,
    annotations: Annotated[
        AnnotationForm | None, typer.Option("--annotations", metavar="FORGE", help="github or gitlab: at its cell.")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="en, de, zh-Hans, zh-Hant.", show_default="your locale's")
    ] = None,
) -> None:
    """Check your own repository as the grader will see it."""
    from grader.checks import all_checks
    from grader.cli.check_outputs import CheckOutputs
    from grader.cli.say_aloud import say_aloud
    from grader.cli.stages import stages
    from grader.core.limits import Limits
    from grader.intake.promised_modules import promised_modules
    from grader.intake.published import find_published
    from grader.intake.published_rubric import published_rubric
    from grader.sandbox.choose_at_home import choose_at_home
    from grader.self_check import Setting
    from grader.self_check import self_check as check

    outputs = CheckOutputs(OutputFormat.JSON if as_json else form, summary, junit, badge, annotations, _language(code))
    outputs.expect_folders()
    at = folder.resolve()
    published = find_published(at)
    limits = Limits(seconds=_seconds(time or published.time or "20 min"))
    place = Path() if rubric else published.folder
    known = {one.name: one.options for one in all_checks().values()}
    course = published_rubric(rubric or published.rubric or "ncku-deep-learning", place, known)
    digits = _training(data or published.data or "mnist", Path() if data else published.folder)
    setting = Setting(promised_modules(published.packages), commit_only, published.deadline)
    with stages() as on_stage:
        start = choose_at_home(sandbox, limits, quick=quick, hear=say_aloud)
        checklist = check(at, course, digits, start, limits, quick=quick, on_stage=on_stage, setting=setting)
    outputs.write(checklist)
    raise typer.Exit(checklist.exit_status)


def _language(code: str | None) -> Language:
    import os

    from grader.core.errors import InputError
    from grader.core.show import show
    from grader.intake.did_you_mean import did_you_mean
    from grader.intake.languages import languages
    from grader.intake.locale_language import locale_language
    from grader.reports.language import language

    if code is None:
        return language(locale_language(os.environ))
    if code not in languages():
        hint = did_you_mean(code, languages(), kind="languages")
        raise InputError(f"there is no language called {show(code, 40)!r}", hint=hint)
    return language(code)


def _seconds(text: str) -> float:
    from grader.intake.located import Located
    from grader.intake.quantity import SECONDS, quantity

    value = Located(Path("--time"), 0, "the time", "text", text)
    seconds = float(quantity(value, SECONDS, "20 min"))
    if seconds < 1:
        raise value.error("the time must be over 0", "such as 20 min")
    return seconds


def _training(name: str, folder: Path) -> Callable[[], TrainingData]:
    """Return what reads the training data later, while the sandbox warms up; InputError now where there are none."""
    from grader.core.errors import InputError
    from grader.intake.course_folder import keras_home
    from grader.intake.dataset import training_data, training_identity

    try:
        training_identity(name, folder=folder, keras_home=keras_home())
    except InputError as error:
        hint = (
            f"{error.hint}; or try it with digits that come with the grader: --data digits28" if name == "mnist" else error.hint
        )
        raise InputError(error.what, file=error.file, line=error.line, hint=hint) from error
    return partial(training_data, name, folder=folder, keras_home=keras_home())
