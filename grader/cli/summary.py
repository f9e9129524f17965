"""The table that ends a run: who is graded, who needs you, and why."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from grader.cli.long_table import print_table
from grader.core.evidence import Evidence
from grader.core.marks_by_group import marks_by_group
from grader.core.rubric import Course
from grader.core.scores import Mark, State, worst
from grader.core.show import show
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder
from grader.reports.counted_evaluation import counted_evaluation

_COLOURS = {State.FULLY_GRADED: "green", State.PENDING_MANUAL: "yellow", State.NOT_READY: "magenta", State.FAILED: "red"}
_WORDS = {
    State.FULLY_GRADED: "graded", State.PENDING_MANUAL: "needs you", State.NOT_READY: "not ready", State.FAILED: "failed",
}  # fmt: skip


def summary_console() -> Console:
    """Return a console on stdout that is wide enough for the table where no terminal says how wide it is."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=140)


def print_summary(console: Console, course: CourseFolder, graded: Graded) -> None:
    """Print a row a group, then where to read on."""
    marks = marks_by_group(graded.marks)
    rows = [_row(group.id, marks.get(group.id, ()), graded, course.rubric) for group in course.roster.groups]
    titles = ("Group", "Notebook", "Accuracy (95 %)", "Points", "State", "Why")
    print_table(console, titles, rows, right=("Accuracy (95 %)", "Points"))
    ready = sum(mark.state is State.FULLY_GRADED for mark in graded.marks)
    ran = graded.measured or graded.kept  # not so where stored evidence was only judged again
    groups = f"; {graded.measured} groups measured, {graded.kept} known before" if ran else ""
    console.print(Text(f"\n{ready} of {len(graded.marks)} students fully graded{groups}"))
    print_warnings(console, graded)
    console.print(Text(f"gradebook: {graded.out / 'gradebook.csv'}\nreport:    {graded.out / 'index.html'}"), soft_wrap=True)


def print_warnings(console: Console, graded: Graded) -> None:
    """Print what staff should know of their own marks and extensions, a line each."""
    for warning in graded.warnings:
        console.print(Text(f"warning: {warning}", style="yellow"), soft_wrap=True)


def _row(group: str, marks: Sequence[Mark], graded: Graded, rubric: Course) -> list[Text]:
    evidence = graded.evidence.get(group)
    state = worst(mark.state for mark in marks)
    notes = dict.fromkeys(part for mark in marks for part in mark.note.split("; ") if part)
    shared = marks[0].components[0] if marks and marks[0].components else None
    known = [score.points for score in shared.criteria if score.points is not None] if shared else []
    earned = f"{float(sum(known)):.1f}" + ("+" if shared and shared.points is None else "") if known else "–"
    return [
        Text(show(group, 24)),
        Text(evidence.execution.status.lower().replace("_", " ") if evidence else "not measured"),
        Text(_accuracy(evidence, rubric)),
        Text(earned),
        Text(_WORDS[state], style=_COLOURS[state]),
        Text(show("; ".join(notes), 160)),
    ]


def _accuracy(evidence: Evidence | None, rubric: Course) -> str:
    found = counted_evaluation(rubric, evidence) if evidence else None
    if found is None:
        return "no model"
    low, high = found.interval
    return f"{found.accuracy:.3f} ({low:.3f}–{high:.3f})" if found.accuracy is not None else found.status.lower()
