"""`grader check-rubric`: what every part of a rubric is worth, and how sure its bands are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from collections.abc import Iterator

    from rich.console import Console

    from grader.rubric_look import RubricLook


def check_rubric(
    rubric: Annotated[str, typer.Argument(metavar="RUBRIC", help="A name or a path; the course's own.")] = "",
    course: CourseOption = Path(),
    samples: Annotated[int | None, typer.Option("--samples", min=1, help="Held-out digits; the course's, else 10,000.")] = None,
    form: FormatOption = OutputFormat.TABLE,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema for editors.")] = False,
) -> None:
    """Check a rubric; show what each part is worth and how sure it is."""
    from rich.text import Text

    from grader.checks import all_checks
    from grader.cli.as_json import as_json
    from grader.cli.summary import summary_console
    from grader.core.show import show
    from grader.intake.rubric_schema import rubric_schema_text

    if schema:
        typer.echo(rubric_schema_text({name: check.options for name, check in all_checks().items()}), nl=False)
        return
    looked = _look(rubric, course)
    if form is OutputFormat.JSON:
        typer.echo(as_json(_document(looked, samples or looked.samples)))
        return
    console = summary_console()
    console.print(Text(show(looked.rubric.title)))
    _print_table(console, looked)
    if looked.open:
        console.print(Text(f"\nYours to say, with grader init, which asks for them: the weights of {', '.join(looked.open)}"))
    for line in _precision(looked, samples or looked.samples):
        console.print(Text(line))


def _document(looked: RubricLook, samples: int) -> dict[str, Any]:
    from grader.core.band_precision import band_precision
    from grader.core.bands import support_points
    from grader.core.effective_weights import effective_weights

    precision = {
        path: band_precision(support_points(one.bands, looked.known, one.points), samples)
        for path, one in looked.rubric.criteria()
        if one.check == "accuracy" and all(band.at in looked.known for band in one.bands if isinstance(band.at, str))
    }
    return {
        "title": looked.rubric.title,
        "parts": effective_weights(looked.rubric),
        "samples": samples,
        "reference_models": dict(looked.known),
        "precision": precision,
    }


def _look(name: str, folder: Path) -> RubricLook:
    from grader.rubric_look import look_at_course_rubric, look_at_rubric

    return look_at_rubric(name) if name else look_at_course_rubric(folder)


def _print_table(console: Console, looked: RubricLook) -> None:
    from grader.cli.long_table import print_table
    from grader.core.effective_weights import effective_weights
    from grader.core.show import show

    rows = []
    for worth in effective_weights(looked.rubric):
        percent = "ask" if looked.is_open(worth.path) else f"{'+' if worth.bonus else ''}{float(worth.percent):.2f}"
        rows.append(("  " * worth.depth + show(worth.title, 60), percent, show(worth.how, 100)))
    print_table(console, ("Part", "% of the grade", "How"), rows, right=("% of the grade",))


def _precision(looked: RubricLook, samples: int) -> Iterator[str]:
    from grader.core.band_precision import band_precision
    from grader.core.bands import support_points
    from grader.core.effective_weights import effective_weights

    course, known, where = looked.rubric, looked.known, looked.where
    worth = {one.path: float(one.percent) for one in effective_weights(course)}
    for path, criterion in course.criteria():
        if criterion.check != "accuracy" or not criterion.bands:
            continue
        yield f"\n{criterion.title}: with {samples:,} held-out digits, reference models {where}"
        names = {band.at for band in criterion.bands if isinstance(band.at, str)}
        if names - known.keys():
            yield f"  not known yet: {', '.join(sorted(map(str, names - known.keys())))}; grade the course once"
            continue
        each = worth[path] / float(criterion.points)
        for line in band_precision(support_points(criterion.bands, known, criterion.points), samples):
            spread = f"one standard error ({line.standard_error:.4f}) is worth {line.worth:.2f} points"
            of = "" if looked.is_open(path) else f", {line.worth * each:.2f} % of the grade"
            yield f"  {line.low:.4f} to {line.high:.4f}: {line.points:g} points; {spread}{of}"
            if line.narrow:
                yield "    warning: this band is narrower than the 95 % interval: luck alone leads from one end to the other"
