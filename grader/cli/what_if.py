"""`grader what-if`: the distribution of grades under another rubric or scale."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from collections.abc import Iterator
    from decimal import Decimal

    from grader.what_if import WhatIf


def what_if(
    course: CourseOption = Path(),
    rubric: Annotated[Path | None, typer.Option("--rubric", metavar="FILE", help="Judge by this rubric.")] = None,
    passed: Annotated[str, typer.Option("--pass", metavar="GRADE", help="Let this grade pass.")] = "",
    moved: Annotated[bool, typer.Option("--moved", help="List every number that moves, too.")] = False,
    form: FormatOption = OutputFormat.TABLE,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Show grades before and after a change of the rubric; writes nothing."""
    from grader.cli.as_json import as_json
    from grader.cli.changes import print_changes
    from grader.cli.summary import summary_console
    from grader.course import open_course
    from grader.what_if import what_if as compare

    found = compare(open_course(course), rubric=rubric, passed=_number(passed))
    if json or form is OutputFormat.JSON:
        typer.echo(as_json(found))
        return
    for line in _lines(found):
        typer.echo(line)
    if moved:
        print_changes(summary_console(), found.changes)


def _number(text: str) -> Decimal | None:
    from grader.core.errors import InputError
    from grader.core.show import show
    from grader.core.typed_number import typed_number

    if not text:
        return None
    number = typed_number(text)
    if number is None:
        raise InputError(f"--pass {show(text, 40)!r} is no number", hint="such as --pass 55")
    return number


def _lines(found: WhatIf) -> Iterator[str]:
    from grader.core.show import show

    labels = dict.fromkeys([*found.before, *found.after])
    width = max(len(label) for label in (*labels, "Grade"))
    most = max([1, *found.before.values(), *found.after.values()])
    yield f"{'Grade':<{width}}  {'before':>6}  {'after':>6}"
    for label in sorted(labels, key=lambda label: label == "not known yet"):
        before, after = found.before.get(label, 0), found.after.get(label, 0)
        yield f"{show(label):<{width}}  {before:>6}  {after:>6}  {'#' * round(40 * after / most)}"
    moved = {change.student for change in found.changes if change.what == "grade"}
    yield f"\n{len(moved)} {'student has' if len(moved) == 1 else 'students have'} another grade"
    for now, words in ((True, "would pass"), (False, "would fail")):
        crossing = [f"{show(one.student)} ({show(one.before)} to {show(one.after)})" for one in found.crossing if one.now is now]
        yield f"{len(crossing)} more {words}{': ' if crossing else ''}{', '.join(crossing)}"
