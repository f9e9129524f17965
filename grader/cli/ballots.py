"""`grader ballots`: how the class ranks its groups, and who was selected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # a command imports what it needs when it runs
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from grader.core.rubric import Component
    from grader.core.selected import Selected
    from grader.peers.ballot_report import BallotReport
    from grader.peers.rank_groups import Ranked


def ballots(
    course: CourseOption = Path(),
    form: FormatOption = OutputFormat.TABLE,
    resamples: Annotated[
        int | None, typer.Option("--resamples", metavar="N", min=0, help="Elections behind the intervals.", show_default="1000")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Which elections are drawn.")] = 0,
) -> None:
    """Show how the class ranks its groups, and who was selected."""
    from grader.core.alternatives import alternatives
    from grader.course import judge_course, open_course
    from grader.peers.ballot_report import ballot_reports

    opened = open_course(course)
    graded = judge_course(opened, write=False)
    rubric = opened.rubric
    reports = tuple(
        ballot_reports(rubric, opened.roster, opened.peers, graded.selected, graded.group_marks, resamples=resamples, seed=seed)
    )
    chosen = [(path, one, graded.selected.get(path, {})) for path, one in alternatives(rubric.components)]
    if form is OutputFormat.JSON:
        from grader.cli.ballots_json import ballots_json

        typer.echo(ballots_json(reports, chosen))
        return
    from grader.cli.summary import summary_console

    console = summary_console()
    for report in reports:
        _print_report(console, report)
    for path, component, selected in chosen:
        _print_selection(console, path, component, selected)
    if not reports and not chosen:
        typer.echo("The rubric has neither 'ballots:' nor 'select_top:'.")


def _print_report(console: Console, report: BallotReport) -> None:
    from grader.core.show import show

    one, cast = report.criterion, report.ballots
    console.print(f"{show(one.criterion.title)} ({one.path}), by {one.rule.by}", style="bold", markup=False)
    if cast is None:
        console.print(f"no ballots yet: {show(one.rule.file)} is not there\n", markup=False)
        return
    console.print(f"{len(cast.ballots)} of {cast.expected} {cast.voters} voted", markup=False)
    if report.groups is None:
        console.print("it is not decided yet which groups do this", markup=False)
    else:
        _print_ranking(console, report, report.groups)
    if one.rule.compare:
        agreement = "cannot be stated" if report.agreement is None else f"{report.agreement:.2f}"
        console.print(f"Agreement with {one.rule.compare}, {report.compared} groups: Kendall's tau-b {agreement}", markup=False)
    if cast.missing:
        console.print(f"No ballot from: {', '.join(show(who, 60) for who in cast.missing)}", markup=False)
    for group, times in report.outside.items():
        console.print(f"Ranked by {times}, but does not do this: {show(group, 60)}", markup=False)
    for note in cast.notes:
        console.print(f"{show(one.rule.file)}, {note}", markup=False)
    console.print()


def _print_ranking(console: Console, report: BallotReport, rows: Sequence[Ranked]) -> None:
    from grader.cli.long_table import print_table
    from grader.core.show import show

    numbers = ("Place", "95 %", "Value", "Ballots", *(("Lecturer",) if report.criterion.rule.compare else ()))
    lines = []
    for row in sorted(rows, key=lambda row: (row.place is None, row.place or 0)):
        cells = [
            show(row.group, 40),
            "–" if row.place is None else str(row.place),
            "–" if row.interval is None else f"{row.interval[0]}–{row.interval[1]}",
            "–" if row.value is None else f"{row.value:.3f}",
            str(row.ballots),
        ]
        if report.criterion.rule.compare:
            cells.append(str(report.lecturer.get(row.group) or "–"))
        lines.append(cells)
    print_table(console, ("Group", *numbers), lines, right=numbers)


def _print_selection(console: Console, path: str, component: Component, selected: Mapping[str, Selected]) -> None:
    from grader.cli.long_table import print_table
    from grader.core.show import show

    rule = component.select
    if rule is None:
        return
    title = f"{show(component.title)} ({path}): the best {rule.count} by {rule.by} do {rule.take}"
    console.print(title, style="bold", markup=False)
    known = sorted(selected.items(), key=lambda item: (item[1].points is None, -(item[1].points or 0)))
    rows = [
        (show(group, 40), "–" if one.points is None else f"{one.points:.2f}", one.take or "not decided", show(one.reason))
        for group, one in known
    ]
    print_table(console, ("Group", "Points", "Does", "Why"), rows, right=("Points",))
    border = [show(group, 40) for group, one in known if one.at_border]
    console.print(f"Tied at the border: {', '.join(border) or 'nobody'}\n", markup=False)
