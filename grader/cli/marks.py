"""`grader marks`: marks by hand, in a table that is filled in, and where each of them comes from."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from collections.abc import Iterable, Mapping, Sequence

    from grader.core.hand_marked import HandMarked
    from grader.core.scores import Adjustment
    from grader.intake.course_folder import CourseFolder

marks = typer.Typer(name="marks", help="Mark by hand in a table, and see who set what.", no_args_is_help=True)

AuthorOption = Annotated[str | None, typer.Option("--author", metavar="NAME", help="Who marks.", show_default="you")]
CriterionOption = Annotated[
    list[str] | None, typer.Option("--criterion", metavar="PATH", help="Only this one; several times for several.")
]


@marks.command("template")
def template(
    criterion: CriterionOption = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")] = Path("marks.csv"),
    author: AuthorOption = None,
    course: CourseOption = Path(),
) -> None:
    """Write a table to mark in: a row for each criterion and each to mark."""
    from grader.core.adjusted import Adjusted
    from grader.core.errors import InputError
    from grader.course import open_course
    from grader.exports.marks_sheet import marks_sheet
    from grader.gradebook.store import Store
    from grader.gradebook.write_file import write_file

    opened = open_course(course)
    chosen = _chosen(opened, criterion or ())
    if output.exists():
        raise InputError("the file is there already, and may hold marks", file=output, hint="name another one with -o")
    with Store.open(opened.folder) as store:
        adjusted = Adjusted.of(store.adjustments())
    sheet = marks_sheet(tuple(chosen.values()), opened.roster, adjusted, author or getpass.getuser())
    write_file(output, sheet)
    typer.echo(f"{output}: {len(sheet.splitlines()) - 1} rows; fill in points and comment, then: grader marks import {output}")


@marks.command("import")
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table that was filled in.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, where a row has no comment.")] = "",
    author: AuthorOption = None,
    course: CourseOption = Path(),
) -> None:
    """Read the marks of a table; all of them, or none if one is wrong."""
    from grader.core.hand_marked import hand_marked
    from grader.course import adjust_course, open_course
    from grader.gradebook.store import Store
    from grader.gradebook.stored import stored
    from grader.intake.marks_sheet import Marking, read_marks

    opened = open_course(course)
    marking = Marking(author or getpass.getuser(), datetime.now(UTC).isoformat(timespec="microseconds"), reason)
    changes = read_marks(file, hand_marked(opened.rubric), opened.roster, stored(opened.folder, Store.adjustments, ()), marking)
    if changes:
        adjust_course(opened, *changes)
    new = "1 mark is new" if len(changes) == 1 else f"{len(changes)} marks are new"
    typer.echo(new + ("; the gradebook is written anew" if changes else "; nothing is changed"))


@marks.command("list")
def show_all(criterion: CriterionOption = None, form: FormatOption = OutputFormat.TABLE, course: CourseOption = Path()) -> None:
    """List every number that staff set and that holds now."""
    from grader.assignments.in_rubric import in_rubric
    from grader.assignments.marked import task_targets
    from grader.core.adjusted import Adjusted
    from grader.course import known_targets, open_course
    from grader.gradebook.assignment_results import AssignmentResults
    from grader.gradebook.store import Store

    opened = open_course(course)
    with Store.open(opened.folder) as store:
        adjusted = Adjusted.of(store.adjustments())
    twice = {path for path, one in _chosen(opened, ()).items() if one.criterion.markers}
    results = AssignmentResults(opened.folder)
    tasks = (task_targets(name, results.of(name).values()) for _, _, name in in_rubric(opened.rubric.components))
    known = frozenset(known_targets(opened)).union(*tasks)
    strays = {(one.target, one.subject) for one in adjusted.strays(known, opened.roster)}
    rows: list[dict[str, object]] = []
    for key, by in adjusted.authors.items():
        if not criterion or key[0] in criterion:
            last = adjusted.latest.get(key)
            each = by.values() if key[0] in twice else (last,) if last else ()
            rows += [{**_entry(one), "counts": key not in strays} for one in each]
    _print(rows, form, "Nobody has set a number yet.")


@marks.command("history")
def history(
    path: Annotated[str, typer.Argument(metavar="PATH", help="Such as project.presentation, project or total.")],
    who: Annotated[str, typer.Argument(metavar="WHO", help="A group or a student id.")],
    form: FormatOption = OutputFormat.TABLE,
    course: CourseOption = Path(),
) -> None:
    """List everything that was ever set for one number, oldest first."""
    from grader.course import open_course
    from grader.gradebook.store import Store

    opened = open_course(course)
    group = next((student.group for student in opened.roster.students() if student.id == who), who)
    with Store.open(opened.folder) as store:
        found = [_entry(one) for one in store.adjustments() if one.target == path and one.subject in {who, group}]
    _print(found, form, "Staff have set nothing here.")


@marks.command("differences")
def show_differences(form: FormatOption = OutputFormat.TABLE, course: CourseOption = Path()) -> None:
    """List marks of several people that lie too far apart."""
    from grader.core.adjusted import Adjusted
    from grader.core.hand_marked import differences
    from grader.course import open_course
    from grader.gradebook.store import Store

    opened = open_course(course)
    with Store.open(opened.folder) as store:
        found = list(differences(opened.rubric, opened.roster, Adjusted.of(store.adjustments())))
    rows = [
        {"criterion": one.path, "who": one.who, "differ": str(one.together.difference), "marks": dict(one.marks)} for one in found
    ]
    _print(rows, form, "No marks lie further apart than the rubric allows.")
    raise typer.Exit(int(bool(rows)))


def _chosen(course: CourseFolder, names: Sequence[str]) -> dict[str, HandMarked]:
    """Return the criteria that staff mark, or those of them that are named."""
    from grader.core.errors import InputError
    from grader.core.hand_marked import hand_marked
    from grader.core.show import show
    from grader.intake.did_you_mean import did_you_mean

    known = hand_marked(course.rubric)
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, kind="criteria that staff mark")
            raise InputError(f"staff mark no criterion called {show(name, 80)!r}", hint=hint)
    return {path: one for path, one in known.items() if not names or path in names}


def _entry(one: Adjustment) -> dict[str, object]:
    points = "taken back" if one.withdrawn else one.written()
    entry: dict[str, object] = {"criterion": one.target, "who": one.subject, "points": points, "author": one.author}
    return {**entry, "at": one.at, "reason": one.reason}


def _print(rows: Sequence[Mapping[str, object]], form: OutputFormat, nothing: str) -> None:
    from rich.console import Console

    from grader.cli.as_json import as_json
    from grader.cli.long_table import print_table
    from grader.core.show import show

    if form is OutputFormat.JSON:
        typer.echo(as_json(rows))
        return
    if not rows:
        typer.echo(nothing)
        return
    console = Console(highlight=False)
    cells = [[show(_cell(value), 300) for value in row.values()] for row in rows]
    titles = [name.capitalize() for name in rows[0]]
    print_table(console if console.is_terminal else Console(highlight=False, width=140), titles, cells)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no longer: not in the rubric or the roster"
    parts: Iterable[str] = (f"{name} {points}" for name, points in value.items()) if isinstance(value, dict) else (str(value),)
    return ", ".join(parts)
