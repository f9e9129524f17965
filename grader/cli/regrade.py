"""`grader regrade`: judge again from stored evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat


def regrade(
    course: CourseOption = Path(),
    diff: Annotated[bool, typer.Option("--diff", help="Show who moves; write nothing.")] = False,
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """Judge the stored evidence again; no notebook runs."""
    from grader.core.uncollected import uncollected

    with uncollected():  # up to the end of the process: nothing of the course is given back before
        _regrade(course, diff=diff, form=form)


def _regrade(folder: Path, *, diff: bool, form: OutputFormat) -> NoReturn:
    from grader.cli.changes import changes_json, print_changes
    from grader.cli.leave import leave
    from grader.cli.summary import print_summary, print_warnings, summary_console
    from grader.course import judge_course, open_course

    opened = open_course(folder)
    graded = judge_course(opened, write=not diff)
    if form is OutputFormat.JSON:
        typer.echo(changes_json(graded, written=not diff))
        leave(graded.exit_status)
    console = summary_console()
    print_changes(console, graded.changes)
    if diff:
        print_warnings(console, graded)
    else:
        print_summary(console, opened, graded)
    leave(graded.exit_status)
