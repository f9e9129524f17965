"""`grader extensions`: who has more time than the others, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from grader.core.extension import Extension


def extensions(course: CourseOption = Path(), form: FormatOption = OutputFormat.TABLE) -> None:
    """List who has more time than the others, and why."""
    from grader.cli.as_json import as_json
    from grader.cli.long_table import print_table
    from grader.cli.summary import summary_console
    from grader.core.extension import latest
    from grader.core.show import show
    from grader.course import open_course
    from grader.gradebook.store import Store
    from grader.gradebook.stored import stored

    opened = open_course(course)
    held = latest((*opened.extensions, *stored(opened.folder, Store.extensions, ())))
    rows = [_entry(one) for one in held if one.until or one.by_minutes]  # none of those that were taken back
    if form is OutputFormat.JSON:
        typer.echo(as_json(rows))
    elif rows:
        cells = [[show("" if cell is None else str(cell), 300) for cell in row.values()] for row in rows]
        print_table(summary_console(), [name.replace("_", " ").capitalize() for name in rows[0]], cells, right=("By minutes",))
    else:
        typer.echo("Nobody has more time than the others.")


def _entry(one: Extension) -> dict[str, object]:
    """Return a row; null where it holds for all components, and what an extension of the course's file leaves out."""
    until = one.until.isoformat() if one.until else None
    row: dict[str, object] = {
        "who": one.subject,
        "component": one.component or None,
        "until": until,
        "by_minutes": one.by_minutes,
    }
    return row | {"reason": one.reason, "author": one.author or None, "at": one.at or None}
