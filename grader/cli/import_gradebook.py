"""`grader import-gradebook`: what differs between a downloaded gradebook and ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # what grades and what prints are loaded when the command runs
    from rich.console import Console

    from grader.exports.compare_download import Comparison
    from grader.intake.download import Download


def import_gradebook(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The gradebook, downloaded as CSV.", show_default=False)],
    course: CourseOption = Path(),
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", metavar="THEIRS=ID", help="Which column is which of ours; several times.", show_default="by title"
        ),
    ] = None,
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """Compare a gradebook from Moodle, Canvas or Brightspace with ours; write nothing."""
    from rich.console import Console

    from grader.course import judge_course, open_course
    from grader.exports.compare_download import compare_download
    from grader.intake.download import read_download

    named = dict(map(_named, column or ()))
    downloaded = read_download(file)
    opened = open_course(course)
    graded = judge_course(opened, write=False)
    found = compare_download(opened.rubric, opened.roster, graded.marks, downloaded, named)
    if form is OutputFormat.JSON:
        typer.echo(_json(downloaded, found))
    else:
        _print(Console(soft_wrap=True, highlight=False, markup=False), found)
    raise typer.Exit(0 if found.equal else 1)


def _named(text: str) -> tuple[str, str]:
    from grader.core.errors import InputError
    from grader.core.show import show

    theirs, equals, ours = text.rpartition("=")
    if not (theirs and equals and ours):
        raise InputError(f"--column {show(text, 60)!r} does not say which is which", hint="such as --column 'Homework 1=project'")
    return theirs, ours


def _print(console: Console, found: Comparison) -> None:
    from grader.cli.long_table import print_table
    from grader.core.show import show

    for column in found.columns:
        console.print(show(f"{column.theirs} is {column.ours}{_scaled(column.their_maximum, column.our_maximum)}"))
    if found.skipped:
        console.print(f"not in the file: {', '.join(map(show, found.skipped))}")
    if found.differences:
        rows = [
            [show(cell, 60) for cell in (one.student.id, one.student.name, one.column, one.theirs or "–", one.ours or "–")]
            for one in found.differences
        ]
        print_table(console, ("Student", "Name", "Column", "Theirs", "Ours"), rows)
    for who in found.strangers:
        console.print(f"only in the file: {show(who)}")
    for student in found.missing:
        console.print(f"only in the roster: {show(student.id)} {show(student.name)}")
    console.print(_summary(found))


def _scaled(theirs: object, ours: object) -> str:
    return "" if theirs is None or theirs == ours else f", out of {theirs}; ours, out of {ours}, are converted"


def _summary(found: Comparison) -> str:
    if found.equal:
        return f"{found.compared} students compared: all the same."
    counts = (len(found.differences), len(found.strangers), len(found.missing))
    numbers = "1 number differs" if counts[0] == 1 else f"{counts[0]} numbers differ"
    return f"{found.compared} students compared: {numbers}; {counts[1]} only in the file, {counts[2]} only in the roster."


def _json(downloaded: Download, found: Comparison) -> str:
    from grader.cli.as_json import as_json

    document = {
        "platform": downloaded.platform.value,
        "equal": found.equal,
        "compared": found.compared,
        "columns": [
            {
                "theirs": one.theirs,
                "ours": one.ours,
                "their_maximum": None if one.their_maximum is None else float(one.their_maximum),
                "our_maximum": float(one.our_maximum),
            }
            for one in found.columns
        ],
        "skipped": list(found.skipped),
        "differences": [
            {
                "student_id": one.student.id,
                "name": one.student.name,
                "column": one.column,
                "theirs": float(one.theirs) if one.theirs else None,
                "ours": float(one.ours) if one.ours else None,
            }
            for one in found.differences
        ],
        "only_in_the_file": list(found.strangers),
        "only_in_the_roster": [{"student_id": one.id, "name": one.name} for one in found.missing],
    }
    return as_json(document)
