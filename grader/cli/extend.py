"""`grader extend`: more time for a group or a student, with who gave it and why."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption


def extend(
    who: Annotated[str, typer.Argument(metavar="WHO", help="A group or a student id.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept, and shown to staff only.")],
    by: Annotated[str, typer.Option("--by", metavar="TIME", help="So much longer, such as '2 d'.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="Until then, with a time zone.")] = "",
    component: Annotated[str, typer.Option("--component", metavar="PATH", help="Only for this one.")] = "",
    author: Annotated[str | None, typer.Option("--author", metavar="NAME", help="Who decides.", show_default="you")] = None,
    course: CourseOption = Path(),
) -> None:
    """Give a group or a student more time than the others."""
    from grader.core.deadlines import extendable
    from grader.core.errors import InputError
    from grader.core.extension import Extension
    from grader.core.show import show
    from grader.course import extend_course, open_course
    from grader.intake.extensions import read_until, require_known

    opened = open_course(course)
    require_known(who, component, opened.roster, extendable(opened.rubric))
    try:
        moment, minutes = read_until(until, by)
    except ValueError as error:
        what, hint = error.args
        raise InputError(what, hint=hint) from None
    if moment and not component and moment <= opened.file.deadline:
        raise InputError(f"{until} is not after the deadline, {opened.file.deadline.isoformat()}", hint="nothing would be longer")
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    given = Extension(who, component, moment, minutes, reason, author or getpass.getuser(), at)
    graded = extend_course(opened, given)
    due = given.moment(opened.file.deadline) if not component else None
    what = f"until {due.isoformat()}" if due else f"more time for {component}"
    typer.echo(f"{show(who)} has {what}; the gradebook is written anew")
    waiting = {mark.student.group for mark in graded.marks if "another commit counts now" in mark.note}
    if waiting:
        typer.echo(f"another commit counts now for {', '.join(show(group, 60) for group in sorted(waiting))}: run grade-all")
