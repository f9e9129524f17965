"""What is known of an exam, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.cli.long_table import print_table
from grader.core.answer_copying import SharedMistakes
from grader.core.exam import Exam
from grader.core.item_statistics import ItemAnalysis, ItemStatistics
from grader.core.rekey import Rekey
from grader.core.roster import Roster
from grader.core.show import show

_FEW = 30  # students; with fewer every coefficient is loose
_CAUTION = (
    "Evidence to look into, never a verdict: students who learned together or from one wrong source may err alike. "
    "Ask where they sat, and compare the papers."
)


def print_check(exam: Exam, roster: Roster, rekeys: Sequence[Rekey]) -> None:
    """Print how the files were read: who has a result, what does not count, what was re-keyed, and what looks odd."""
    students = {student.id: student for student in roster.students()}
    typer.echo(f"{len(exam.points)} of {len(students)} students have a result, out of {exam.maximum} points")
    for one in sorted(exam.set_aside, key=lambda one: (one.file, one.line)):
        typer.echo(f"does not count: {show(one.file, 60)}:{one.line}, {show(one.student, 60)}: {one.why}")
    for student, note in exam.notes.items():
        typer.echo(f"{show(student, 60)}: {note}")
    for student in exam.missing:
        if student not in exam.notes:
            typer.echo(f"no result: {show(student, 60)} {show(students[student].name, 60)}")
    for change in rekeys:
        what = f"{show(change.question, 40)}: {change.kind.value} {show(change.value, 60)}"
        typer.echo(f"re-keyed: {what}, by {show(change.author, 60)} at {show(change.at, 40)}: {show(change.reason)}")
    for warning in exam.warnings:
        typer.echo(f"look at: {warning}")


def print_items(found: ItemAnalysis) -> None:
    """Print the exam's numbers, a line a question, who chose what, and what to look at."""
    deviation = "" if found.deviation is None else f", standard deviation {found.deviation:.2f}"
    typer.echo(f"{found.students} students, {len(found.items)} questions, mean {found.mean:.2f} of {found.maximum:g}{deviation}")
    typer.echo(_reliability(found))
    if found.students < _FEW:
        typer.echo(f"With fewer than {_FEW} students every one of these numbers is loose.")
    if found.left_out:
        typer.echo(f"Left out, void or not marked for everyone: {', '.join(show(name, 40) for name in found.left_out)}")
    typer.echo("")
    console = Console(soft_wrap=True, highlight=False, markup=False)
    _print_overview(console, found.items)
    for item in found.items:
        console.print("")
        console.print(Text(f"{show(item.id, 40)}  {show(item.title, 100)}", style="bold"))
        console.print(_chosen(item))
        for flag in item.flags:
            console.print(f"  look at it: {flag}")


def print_copying(found: Sequence[SharedMistakes], students: int, at: float) -> None:
    """Print the pairs, and what they do and do not show."""
    pairs = students * (students - 1) // 2
    if not found:
        typer.echo(
            f"None of {pairs:,} pairs made more of the same mistakes than chance explains (at {at:g}, all pairs corrected for)."
        )
        return
    titles = ("Student", "Student", "Both wrong", "Same mistake", "By chance", "p", "p, all pairs", "Questions")
    rows = [
        (
            show(one.first, 60), show(one.second, 60), str(one.both_wrong), str(one.same), f"{one.expected:.1f}",
            f"{one.p:.1e}", f"{one.corrected:.1e}", show(", ".join(one.questions), 200),
        )
        for one in found
    ]  # fmt: skip
    print_table(Console(highlight=False, markup=False), titles, rows)
    typer.echo(f"{len(found)} of {pairs:,} pairs. {_CAUTION}")


def _reliability(found: ItemAnalysis) -> str:
    name = "KR-20" if found.reliability.dichotomous else "Cronbach's alpha"
    if found.reliability.alpha is None or found.reliability.interval is None:
        return f"{name} cannot be computed: it takes two students, two questions, and totals that differ"
    low, high = found.reliability.interval
    error = found.reliability.standard_error
    return (
        f"{name} {found.reliability.alpha:.3f} (95 % {low:.3f} to {high:.3f}), standard error of measurement {error:.2f} points"
    )


def _print_overview(console: Console, items: Sequence[ItemStatistics]) -> None:
    titles = ("Points", "Difficulty", "Item-total", "Item-rest", "Upper-lower", "Alpha without", "Blank", "Look at")
    rows = []
    for item in items:
        numbers = (item.difficulty, item.item_total, item.item_rest, item.upper_lower, item.alpha_without)
        blank, flags = f"{item.blank:.0%}", str(len(item.flags) or "")
        rows.append((show(item.id, 40), f"{item.maximum:g}", *map(_number, numbers), blank, flags))
    print_table(console, ("Question", *titles), rows, right=titles)


def _chosen(item: ItemStatistics) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("", "Answer", "Chosen", "Share", "Upper 27 %", "Lower 27 %", "Rest"):
        table.add_column(title, overflow="fold")
    for one in item.chosen:
        mark = "*" if one.right else ""
        shares = (f"{one.share:.0%}", f"{one.upper:.0%}", f"{one.lower:.0%}", _number(one.rest))
        table.add_row(f"  {mark}", Text(show(one.answer, 60)), str(one.count), *shares)
    return table


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
