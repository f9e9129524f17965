"""What `grader assignment` does: the sandbox, the roster and the terminal around it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typer

from grader.assignments.assignment import Assignment
from grader.assignments.check_notebook import check_notebook
from grader.assignments.collect import Collected, collect
from grader.assignments.from_repositories import collect_repositories
from grader.assignments.grade_submission import Desk, prove, refuse_gifts
from grader.assignments.in_rubric import in_rubric
from grader.assignments.open_assignment import open_assignment
from grader.assignments.reference_run import ReferenceRun
from grader.assignments.test_process import TestProcess
from grader.cli.as_json import as_json
from grader.cli.output_format import OutputFormat
from grader.cli.walls_said import say_stand_in, warn_no_wall
from grader.core.assignment import AssignmentResult
from grader.core.roster import Roster
from grader.core.rounding import at_most_four_decimals
from grader.core.scores import State
from grader.core.show import show
from grader.coursework import Sheet, grade_assignment
from grader.executors.local import Local
from grader.executors.places import places
from grader.intake.roster import read_roster
from grader.sandbox.choose import NO_WALL, choose_sandbox
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.warm import LIGHT, WARM

REPOSITORIES = "repositories"
_FEW = 10


def prove_assignment(assignment: Assignment, sandbox: str | None) -> None:
    """Run the reference solution and the untouched student version, or raise InputError where one gets what it should not."""
    with choose_sandbox(sandbox, _plan(assignment)) as wall, TestProcess() as worker, ReferenceRun(assignment, wall) as reference:
        desk = Desk(wall, worker, 0, _now, reference.ask)
        refuse_gifts(prove(assignment, desk), desk)


def grade_handed_in(
    course: Path, assignment: Assignment, source: Path | None, sandbox: str | None, slots: int | None, *, again: bool
) -> int:
    """Grade and print a line a student; return the exit status."""
    roster = roster_of(course)
    if source is None and assignment.handed_in not in {"", REPOSITORIES}:
        source = course / assignment.handed_in
    collected = collect(source, roster, assignment.name) if source else _fetched(course, roster, assignment.name)
    if sandbox == NO_WALL:
        warn_no_wall()
    at_once = slots or places(assignment.limits.run.memory_bytes)
    with choose_sandbox(sandbox, _plan(assignment)) as wall:
        say_stand_in(sandbox, wall.name)
        executor = Local(at_once, stop=wall.close)
        sheet = grade_assignment(course, roster, assignment, collected, wall, executor, slots=at_once, again=again, listen=_line)
    _summary(sheet, collected)
    states = {result.state for result in sheet.results.values()}
    return (
        3 if State.NOT_READY in states else int(bool(collected.missing or collected.strangers) or states != {State.FULLY_GRADED})
    )


def grade_counted(course: Path, sandbox: str | None, slots: int | None, *, again: bool) -> int:
    """Grade each assignment that the rubric counts and whose settings say where it is handed in; return the exit status."""
    from grader.course import open_course

    named = [name for _, _, name in in_rubric(open_course(course).rubric.components) if (course / "assignments" / name).is_dir()]
    counted = [one for one in (open_assignment(course, name) for name in named) if one.handed_in]
    return max((_announced(course, one, sandbox, slots, again=again) for one in counted), default=0)


def _announced(course: Path, assignment: Assignment, sandbox: str | None, slots: int | None, *, again: bool) -> int:
    typer.echo(f"{show(assignment.title, 60)}:")
    return grade_handed_in(course, assignment, None, sandbox, slots, again=again)


def roster_of(course: Path) -> Roster:
    """Read the roster of the course, or the roster.csv of a folder that holds assignments only."""
    from grader.course import open_course

    return open_course(course).roster if (course / "course.yaml").is_file() else read_roster(course / "roster.csv")


def _fetched(course: Path, roster: Roster, name: str) -> Collected:
    from grader.course import open_course

    file = open_course(course).file
    return collect_repositories(
        roster,
        name,
        deadline=file.deadline,
        limits=file.git,
        listen=lambda group: typer.echo(f"fetching {show(group, 60)}", err=True),
    )


def _line(result: AssignmentResult) -> None:
    points = "not known yet" if result.points is None else at_most_four_decimals(result.points)
    why = result.message or "; ".join(f"{task.id}: {task.message}" for task in result.tasks if task.points != task.maximum)
    typer.echo(f"{show(result.student, 40)}: {points} of {result.maximum.normalize():f}  {show(why, 160)}".rstrip())


def _summary(sheet: Sheet, collected: Collected) -> None:
    typer.echo(f"{sheet.graded} graded now, {sheet.kept} known before")
    for who, names in (("belong to nobody in the roster", collected.strangers), ("handed in nothing", collected.missing)):
        if names:
            typer.echo(
                f"{len(names)} {who}: {', '.join(show(name, 60) for name in names[:_FEW])}{', …' if len(names) > _FEW else ''}"
            )
    waiting = sum(task.points is None for result in sheet.results.values() for task in result.tasks)
    if waiting:
        typer.echo(
            f"{waiting} answers wait for a mark: read {sheet.out / 'answers.html'}, fill in {sheet.out / 'to_mark.csv'}, then: "
            f"grader assignment marks {sheet.assignment.name} FILE"
        )
    typer.echo(f"results:  {sheet.out / 'results.csv'}\nfeedback: {sheet.out / 'feedback'}")


def _plan(assignment: Assignment) -> ServerPlan:
    """Return a plan that imports a framework beforehand only where the assignment's notebook names one."""
    frameworks = any(word in cell.source for cell in assignment.source.cells for word in ("tensorflow", "keras"))
    return ServerPlan(preload=WARM if frameworks else LIGHT)


def check_own(notebook: Path, tests: Path | None, form: OutputFormat) -> int:
    """Run the public tests on one's own notebook and print how each ended; return the exit status."""
    result = check_notebook(notebook, tests or notebook.parent / "public_tests.py")
    passed = sum(task.points == task.maximum for task in result.tasks)
    status = int(passed < len(result.tasks))
    if form is OutputFormat.JSON:
        ended = [{"test": task.title, "passed": task.points == task.maximum, "message": task.message} for task in result.tasks]
        ran = {"notebook": result.file, "status": result.status, "message": result.message}
        typer.echo(as_json({**ran, "tests": ended, "exit_status": status}))
        return status
    if result.message:
        typer.echo(show(result.message, 500))
    for task in result.tasks:
        word = "ok  " if task.points == task.maximum else "FAIL"
        typer.echo(f"{word}  {task.title}" + (f"\n      {task.message}" if task.message else ""))
    typer.echo(f"{passed} of {len(result.tasks)} public tests pass")
    return status


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
