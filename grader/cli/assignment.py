"""`grader assignment`: release an assignment notebook, grade what was handed in, and check one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, FormatOption, SandboxOption, SlotsOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from grader.assignments.assignment import Assignment

assignment = typer.Typer(name="assignment", help="Release, grade and check assignment notebooks.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The folder assignments/NAME of the course.")]
SourceOption = Annotated[
    Path | None,
    typer.Option("--source", metavar="DIR", help="The assignment's own folder.", show_default="assignments/NAME"),
]


@assignment.command("release")
def release(
    name: NameArgument,
    source: SourceOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where students' files go.", show_default="release/NAME")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Run the reference solution first.")] = False,
    sandbox: SandboxOption = None,
    course: CourseOption = Path(),
) -> None:
    """Make the student version: solutions and hidden tests cut out.

    It writes NAME.ipynb, public_tests.py where there is one, and data/. With
    --check the reference solution runs first and must pass every test, and
    the untouched student version must pass none.
    """
    from grader.assignments.release import release as student_version
    from grader.cli.assignment_desk import prove_assignment
    from grader.gradebook.write_file import write_file

    chosen = _assignment(name, source, course)
    released = student_version(chosen.source)
    if check:
        prove_assignment(chosen, sandbox)
        typer.echo("the reference solution passes every test, and the student version none")
    folder = out or course / "release" / chosen.name
    files = {f"{chosen.name}.ipynb": released, **chosen.files}
    if chosen.public_tests:
        files["public_tests.py"] = chosen.public_tests.read_bytes()
    for path, body in files.items():
        typer.echo(write_file(folder / path, body))


@assignment.command("grade")
def grade(
    name: NameArgument,
    handed_in: Annotated[
        Path | None,
        typer.Option("--from", metavar="PATH", help="A folder or a zip file.", show_default="the groups' repositories"),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Grade anew what is graded already.")] = False,
    slots: SlotsOption = None,
    sandbox: SandboxOption = None,
    course: CourseOption = Path(),
) -> None:
    """Grade what was handed in, and write out/assignments/NAME/.

    The zip files of Moodle, Canvas and Blackboard are taken as they are; in a
    folder, files or folders are called by student id, name, e-mail or group.
    """
    from grader.cli.assignment_desk import grade_handed_in

    raise typer.Exit(grade_handed_in(course, _assignment(name, None, course), handed_in, sandbox, slots, again=again))


@assignment.command("autotest")
def autotest(name: NameArgument, source: SourceOption = None, course: CourseOption = Path()) -> None:
    """Write autotests.py from the lines ### AUTOTEST in the notebook.

    Each asks the student's notebook and the reference solution the same
    question, with random inputs of the student's own.
    """
    from grader.assignments.autotests import autotests
    from grader.gradebook.write_file import write_file

    chosen = _assignment(name, source, course)
    typer.echo(write_file(chosen.source.path.parent / "autotests.py", autotests(chosen.source).encode()))


@assignment.command("mark")
def mark(
    name: NameArgument,
    student: Annotated[str, typer.Argument(metavar="WHO", help="A student id, or the group that handed in.")],
    task: Annotated[str, typer.Argument(metavar="TASK", help="The cell's grade_id, or the test's name.")],
    points: Annotated[str, typer.Argument(metavar="POINTS", help="What it is worth.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; kept, and shown to the student.")],
    author: Annotated[str | None, typer.Option("--author", help="Who decides.", show_default="you")] = None,
    course: CourseOption = Path(),
) -> None:
    """Set the points of one task, such as a written answer."""
    from grader.cli.assignment_marks import mark_task

    mark_task(course, _assignment(name, None, course), (student, task, points), reason, author)


@assignment.command("marks")
def marks(
    name: NameArgument,
    sheet: Annotated[Path, typer.Argument(metavar="FILE", help="The to_mark.csv that you filled in.")],
    author: Annotated[str | None, typer.Option("--author", help="Who decides.", show_default="you")] = None,
    course: CourseOption = Path(),
) -> None:
    """Keep the marks of a sheet: task, who, points and comment.

    `grade` writes such a sheet, out/assignments/NAME/to_mark.csv, and the
    answers to read beside it. One wrong row, and no mark is kept.
    """
    from grader.cli.assignment_marks import mark_sheet

    mark_sheet(course, _assignment(name, None, course), sheet, author)


@assignment.command("check")
def check(
    notebook: Annotated[Path, typer.Argument(metavar="NOTEBOOK", help="Your notebook, such as hw1.ipynb.")],
    tests: Annotated[
        Path | None, typer.Option("--tests", metavar="FILE", help="The public tests.", show_default="public_tests.py beside it")
    ] = None,
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """Run the public tests on your own notebook (for students).

    It runs as your own code does, without a sandbox, top to bottom.
    """
    from grader.cli.assignment_desk import check_own

    raise typer.Exit(check_own(notebook, tests, form))


def _assignment(name: str, source: Path | None, course: Path) -> Assignment:
    from dataclasses import replace

    from grader.assignments.open_assignment import open_assignment, read_assignment

    return open_assignment(course, name) if source is None else replace(read_assignment(source.resolve()), name=name)
