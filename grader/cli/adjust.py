"""`grader adjust`: a number set by staff, with who, when and why."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption


def adjust(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="Such as project.presentation, project or total.")],
    who: Annotated[str, typer.Argument(metavar="WHO", help="A group or a student id.")],
    points: Annotated[str, typer.Argument(metavar="POINTS", help="The points it is worth now.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with the number.")],
    course: CourseOption = Path(),
    author: Annotated[str | None, typer.Option("--author", help="Who decides.", show_default="you")] = None,
) -> None:
    """Set the points of a criterion, a component or a total."""
    from grader.core.errors import InputError
    from grader.core.hand_marked import hand_marked
    from grader.core.scores import Adjustment
    from grader.core.show import show
    from grader.core.typed_number import typed_number
    from grader.course import adjust_course, known_targets, open_course
    from grader.intake.did_you_mean import did_you_mean

    opened = open_course(course)
    known = known_targets(opened)
    if target not in known:
        raise InputError(
            f"there is nothing called {show(target, 60)!r} in the rubric", hint=did_you_mean(target, tuple(known), kind="targets")
        )
    people = {group.id for group in opened.roster.groups} | {student.id for student in opened.roster.students()}
    if who not in people:
        raise InputError(f"{show(who, 60)!r} is neither a group nor a student of the roster", file=opened.file.roster)
    amount = typed_number(points)
    if amount is None:
        raise InputError(f"{show(points, 40)!r} is no number of points", hint="write digits, such as 10 or 7.5")
    if not 0 <= amount <= known[target]:
        raise InputError(f"{target} is worth 0 to {known[target]} points, not {show(points, 40)}")
    marked = hand_marked(opened.rubric).get(target)
    if marked and (why := marked.refusal(amount)):
        raise InputError(why)
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    by = author or getpass.getuser()
    adjust_course(opened, Adjustment(target, who, amount, reason, by, at))
    markers = marked.criterion.markers if marked else None
    what = f"is marked with {amount} by {show(by)}, one of {markers.count} marks" if markers else f"is {amount} now"
    typer.echo(f"{target} of {who} {what}; the gradebook is written anew")
