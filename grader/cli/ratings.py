"""`grader ratings`: what members say of each other, for staff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # a command imports what it needs when it runs
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from grader.core.factor import Factor
    from grader.core.ratings import Ratings
    from grader.graded import Graded
    from grader.intake.course_folder import CourseFolder


def ratings(
    course: CourseOption = Path(),
    group: Annotated[str | None, typer.Option("--group", "-g", metavar="NAME", help="Only this group.")] = None,
    comments: Annotated[bool, typer.Option("--comments", help="Also who wrote what of whom.")] = False,
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """Show each member's factor from the ratings in the group. For staff alone."""
    from grader.core.errors import InputError
    from grader.core.show import show
    from grader.course import judge_course, open_course
    from grader.peers.rating_factors import rating_factors

    opened = open_course(course)
    if group is not None and opened.roster.group(group) is None:
        raise InputError(f"there is no group called {show(group, 60)!r}", file=opened.file.roster)
    graded = judge_course(opened, write=False)
    factors = rating_factors(opened.rubric, opened.roster, opened.peers)
    rows = {path: _rows(path, graded, found, group) for path, found in factors.items()}
    git = {one: _git(graded, one) for one in dict.fromkeys(row["group"] for each in rows.values() for row in each)}
    if form is OutputFormat.JSON:
        typer.echo(_json(rows, git, opened, group, comments=comments))
        return
    from grader.cli.summary import summary_console

    console = summary_console()
    for path, found in rows.items():
        _print(console, path, found, opened.peers.ratings.get(path))
        if comments:
            for line in _comments(opened, path, group):
                console.print(f"  {show(line, 1000)}", markup=False, soft_wrap=True)
    for one, authors in git.items():
        if authors:
            listed = "; ".join(f"{show(a['author'], 60)} {a['commits']} commits, +{a['added']} -{a['removed']}" for a in authors)
            console.print(f"{show(one, 40)}, by its Git history's own words: {listed}", markup=False, soft_wrap=True)
    if not rows:
        typer.echo("The rubric has no 'rating:'.")


def _rows(path: str, graded: Graded, found: Mapping[str, Factor], group: str | None) -> list[dict[str, Any]]:
    """Return a row a student: the factor, and the component's points with it and without."""
    from grader.core.score_at import score_at

    alone = {mark.student.id: score_at(mark.components, path) for mark in graded.group_marks}
    return [
        {
            "student": mark.student.id,
            "group": mark.student.group,
            "received": None if factor.received is None else float(factor.received),
            "factor": None if factor.value is None else float(factor.value),
            "group_points": _points(alone[mark.student.id]),
            "points": _points(score_at(mark.components, path)),
            "reason": factor.reason,
            "silent": mark.student.id in factor.silent,
        }
        for mark in graded.marks
        if group in (None, mark.student.group) and (factor := found[mark.student.id])
    ]


def _git(graded: Graded, group: str) -> list[dict[str, Any]]:
    """Return who committed how much to a group's repository: evidence beside the ratings, and no points."""
    evidence = graded.evidence.get(group)
    told = evidence.contributions if evidence else None
    authors = told.authors if told else ()
    return [{"author": one.author, "commits": one.commits, "added": one.added, "removed": one.removed} for one in authors]


def _points(score: Any) -> float | None:
    return None if score is None or score.points is None else float(score.points)


def _print(console: Console, path: str, rows: Sequence[Mapping[str, Any]], ratings: Ratings | None) -> None:
    from grader.cli.long_table import print_table
    from grader.core.show import show

    console.print(path + ("" if ratings else ": no ratings yet"), style="bold", markup=False)
    titles = ("Received", "Factor", "Group's points", "Points")
    cells = []
    for row in rows:
        numbers = [_number(row[key], 3) for key in ("received", "factor")]
        numbers += [_number(row[key], 2) for key in ("group_points", "points")]
        cells.append((show(row["group"], 40), show(row["student"], 40), *numbers, show(row["reason"])))
    print_table(console, ("Group", "Student", *titles, "Why"), cells, right=titles)
    silent = [show(row["student"], 60) for row in rows if row["silent"]]
    if ratings and silent:
        console.print(f"Have rated nobody: {', '.join(silent)}", markup=False)
    for note in ratings.notes if ratings else ():
        console.print(note, markup=False)
    console.print()


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _comments(opened: CourseFolder, path: str, group: str | None) -> list[str]:
    ratings = opened.peers.ratings.get(path)
    if ratings is None:
        return []
    known = {student.id for student in opened.roster.students() if group in (None, student.group)}
    of_one = [f"{one.rater} of {one.rated}: {one.comment}" for one in ratings.ratings if one.comment and one.rater in known]
    return of_one + [f"{rater}: {text}" for rater, text in ratings.remarks if rater in known]


def _json(rows: Mapping[str, Any], git: Mapping[str, Any], opened: CourseFolder, group: str | None, *, comments: bool) -> str:
    from grader.cli.as_json import as_json

    found = {
        path: {"students": each, **({"comments": _comments(opened, path, group)} if comments else {})}
        for path, each in rows.items()
    }
    return as_json({"components": found, "git": git})
