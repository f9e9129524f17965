"""`grader exam`: look at the exam's results, its questions and its key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # loaded when a command runs
    from grader.core.exam import Exam
    from grader.core.exam_table import ExamTable
    from grader.core.rekey import Rekey
    from grader.intake.course_folder import CourseFolder

exam = typer.Typer(name="exam", help="Look at the exam, its questions and its key.", no_args_is_help=True)

AcceptOption = Annotated[list[str] | None, typer.Option("--accept", metavar="ANSWER", help="Is right as well.")]
RejectOption = Annotated[list[str] | None, typer.Option("--reject", metavar="ANSWER", help="Is right no longer.")]
VoidOption = Annotated[str | None, typer.Option("--void", metavar="HOW", help="everyone, excluded, or none.")]
PointsOption = Annotated[str | None, typer.Option("--points", metavar="N", help="What it is worth.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; kept with the change.")]
AuthorOption = Annotated[str | None, typer.Option("--author", help="Who decides.", show_default="you")]
DiffOption = Annotated[bool, typer.Option("--diff", help="Show who moves; keep and write nothing.")]


@exam.command("check")
def check(course: CourseOption = Path(), form: FormatOption = OutputFormat.TABLE) -> None:
    """Say how the exam's files were read: what counts, what does not, and why."""
    from grader.cli.as_json import as_json
    from grader.cli.exam_report import print_check
    from grader.course import open_course
    from grader.gradebook.store import Store
    from grader.gradebook.stored import stored

    opened = open_course(course)
    found, rekeys = _exam(opened), stored(opened.folder, Store.rekeys, ())
    if form is OutputFormat.JSON:
        typer.echo(as_json({"exam": found, "rekeys": rekeys}))
    else:
        print_check(found, opened.roster, rekeys)


@exam.command("items")
def items(course: CourseOption = Path(), form: FormatOption = OutputFormat.TABLE) -> None:
    """Say how each question did: hard or easy, telling or misleading."""
    from grader.cli.as_json import as_json
    from grader.cli.exam_report import print_items
    from grader.core.errors import InputError
    from grader.core.item_analysis import item_analysis
    from grader.course import open_course

    found = item_analysis(_table(open_course(course)))
    if found is None:
        raise InputError("no question is marked for any student yet")
    if form is OutputFormat.JSON:
        typer.echo(as_json(found))
    else:
        print_items(found)


@exam.command("copying")
def copying(
    course: CourseOption = Path(),
    at: Annotated[float, typer.Option("--at", metavar="P", help="The chance of any false pair.")] = 0.01,
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """Name pairs who made more of the same mistakes than chance explains.

    This is evidence to look into, never a verdict: neighbours in one study
    group, or one wrong source that both learned from, can look the same.
    """
    from grader.cli.as_json import as_json
    from grader.cli.exam_report import print_copying
    from grader.core.answer_copying import answer_copying
    from grader.core.errors import InputError
    from grader.course import open_course

    if not 0 < at < 1:
        raise InputError("--at is a probability between 0 and 1", hint="such as --at 0.01")
    table = _table(open_course(course))
    found = answer_copying(table, at=at)
    if form is OutputFormat.JSON:
        typer.echo(as_json(found))
    else:
        print_copying(found, len(table.students), at)


@exam.command("rekey")
def rekey(  # noqa: PLR0913, PLR0917 - one argument an option
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question's id in the key.")],
    reason: ReasonOption,
    accept: AcceptOption = None,
    reject: RejectOption = None,
    void: VoidOption = None,
    points: PointsOption = None,
    author: AuthorOption = None,
    diff: DiffOption = False,
    form: FormatOption = OutputFormat.TABLE,
    course: CourseOption = Path(),
) -> None:
    """Change what is right or worth points, and grade everyone again.

    The change is kept with who, when and why, and counts over the key file.
    """
    from grader.cli.changes import changes_json, print_changes
    from grader.cli.summary import summary_console
    from grader.course import open_course, rekey_course

    changes = _changes(question, {"accept": accept, "reject": reject, "void": void, "points": points}, reason, author)
    graded = rekey_course(open_course(course), changes, write=not diff)
    if form is OutputFormat.JSON:
        typer.echo(changes_json(graded, written=not diff))
        return
    console = summary_console()
    print_changes(console, graded.changes)
    if not diff:
        console.print("Kept; the gradebook is written anew.")


def _changes(question: str, options: dict[str, str | list[str] | None], reason: str, author: str | None) -> tuple[Rekey, ...]:
    """Return a change for each value of each option, in their order."""
    import getpass
    from datetime import UTC, datetime

    from grader.core.errors import InputError
    from grader.core.rekey import Rekey, RekeyKind

    at, who = datetime.now(UTC).isoformat(timespec="seconds"), author or getpass.getuser()
    given = [
        (RekeyKind(kind), value)
        for kind, values in options.items()
        for value in (values if isinstance(values, list) else [values])
        if value is not None
    ]
    if not given:
        raise InputError("nothing is changed", hint="say what: --accept ANSWER, --reject ANSWER, --void HOW or --points N")
    return tuple(Rekey(question, kind, value, reason, who, at) for kind, value in given)


def _exam(course: CourseFolder) -> Exam:
    from grader.core.errors import InputError

    if course.exam is None:
        raise InputError("the course names no exam", file=course.folder / "course.yaml", hint="add 'exam: exam.csv'")
    return course.exam


def _table(course: CourseFolder) -> ExamTable:
    from grader.core.errors import InputError

    table = _exam(course).table
    if table is None:
        hint = "download the answers as CSV from Google Forms, or name an answer key: exam: {file: exam.csv, key: exam-key.yaml}"
        raise InputError("the exam's files hold no points by question", file=course.folder / "course.yaml", hint=hint)
    return table
