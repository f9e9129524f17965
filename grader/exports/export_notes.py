"""What a teacher should know before uploading an export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.scores import Mark
from grader.core.show import show
from grader.exports.group_results import group_results
from grader.exports.people import match_people
from grader.exports.score_column import ScoreColumn, score_columns
from grader.exports.spreadsheet_text import spreadsheet_text
from grader.exports.their_column import their_column, their_maximum
from grader.intake.download import Download, Platform

_MOST = 10


def platform_notes(
    course: Course, roster: Roster, marks: Sequence[Mark], *, columns: Sequence[str], downloaded: Download | None
) -> Iterator[str]:
    """Yield sentences on an export: who has no number, who is on one side only, what looks like a formula."""
    ours = score_columns(course, marks, columns)
    for column in ours:
        unknown = [student.id for student in roster.students() if column.points.get(student.id) is None]
        if unknown:
            yield f"{_students(len(unknown))} no points in {column.title!r} yet, and so no grade there: {_listed(unknown)}"
    if downloaded is not None:
        yield from _people_notes(roster, downloaded)
        if downloaded.platform is not Platform.MOODLE_OFFLINE:  # its one column is found by its place
            yield from _column_notes(ours, downloaded)
    risky = [student.id for student in roster.students() if _is_risky(student.id) or _is_risky(student.email)]
    if risky:
        yield (
            "an id or address starts like a formula and is written as it is, since people are found by it; "
            f"do not open the file in a spreadsheet: {_listed(risky)}"
        )


def _people_notes(roster: Roster, downloaded: Download) -> Iterator[str]:
    people = match_people(roster, downloaded)
    if people.missing:
        missing = [student.id for student in people.missing]
        yield f"{_students(len(missing))} no row in {downloaded.file.name}, and so none here: {_listed(missing)}"
    if people.strangers:
        yield f"in {downloaded.file.name} but not in the roster: {_listed(people.strangers)}"


def _column_notes(columns: Sequence[ScoreColumn], downloaded: Download) -> Iterator[str]:
    places = {column.title: their_column(downloaded, column) for column in columns}
    for column in columns:
        place = places[column.title]
        maximum = None if place is None else their_maximum(downloaded, place)
        if maximum and maximum != column.maximum:
            yield f"{column.title!r} is converted from {column.maximum} points to {maximum}"
    new = [title for title, place in places.items() if place is None]
    if new:
        yield f"no column of {downloaded.file.name} has the title of these, so they are new: {_listed(new)}"


def group_notes(course: Course, roster: Roster, marks: Sequence[Mark]) -> Iterator[str]:
    """Yield a sentence for each group that gets no file."""
    for group, found in group_results(course, roster, marks):
        if isinstance(found, str):
            yield f"no file for {show(group.id, 60)}: {show(found, 200)}"


def _is_risky(text: str) -> bool:
    return spreadsheet_text(text) != text


def _students(count: int) -> str:
    return "1 student has" if count == 1 else f"{count} students have"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST
    return ", ".join(show(name, 60) for name in names[:_MOST]) + (f" and {more} more" if more > 0 else "")
