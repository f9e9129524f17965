"""Recognise the form of a file of ballots by its header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.show import show
from grader.intake.csv_table import Table
from grader.intake.did_you_mean import did_you_mean
from grader.intake.place_text import place_text
from grader.intake.roster_names import RosterNames

_VOTER = (
    "voter", "student id", "student number", "studentid", "email address", "username", "email", "e-mail address", "e-mail",
    "group", "your group", "team", "your team",
)  # fmt: skip
_RANKING = "ranking"
_OTHER = frozenset({"timestamp", "score", "total score", "comment", "comments", "name"})
_GRID = re.compile(r"(.*)\[([^\[\]]*)\]\s*", re.DOTALL)
_FORMS = "write 'voter,1,2,3', or 'voter,ranking' with a > b > c, or export a grid question from Google Forms"


@dataclass(frozen=True)
class BallotColumns:
    """Which columns name the voter (the first that is filled in counts) and which hold the ranking.

    Exactly one of the others is filled: `ranking` is a column with `a > b > c`, `places` are columns of a place each, whose
    cells name a group, `groups` are columns of a group each, whose cells hold a place.
    """

    voter: tuple[str, ...]
    ranking: str | None = None
    places: tuple[tuple[str, int], ...] = ()
    groups: tuple[tuple[str, str], ...] = ()


def ballot_columns(table: Table, names: RosterNames, question: str = "") -> BallotColumns:
    """Return what each column holds; `question` chooses one of several grids of a form.

    Raises:
        InputError: at the header, when the voter or the ranking is in no column, a column names no group and no place, or
            groups are called like places.
    """
    voter = tuple(column for word in _VOTER for column in table.columns if _plain(column) == word)
    if not voter:
        raise table.error("there is no column that says who votes", "name one 'voter', 'Student ID' or 'Email Address'")
    grid = _grid(table, question)
    if not grid:
        ranking = next((column for column in table.columns if _plain(column) == _RANKING), None)
        if ranking:
            return BallotColumns(voter, ranking)
        grid = [(column, column) for column in table.columns if column and _plain(column) not in {*_VOTER, *_OTHER}]
    if not grid:
        raise table.error("there is no column with a ranking", _FORMS)
    return _kinds(table, names, voter, grid)


def _plain(column: str) -> str:
    return column.lower().replace("_", " ")


def _grid(table: Table, question: str) -> list[tuple[str, str]]:
    """Return the columns of a grid question, each with what stands in its brackets."""
    found = [(column, match[1].strip(), match[2].strip()) for column in table.columns if (match := _GRID.fullmatch(column))]
    asked = list(dict.fromkeys(text for _, text, _ in found))
    if question:
        if question not in asked:
            raise table.error(f"no grid asks {show(question, 60)!r}", did_you_mean(question, asked, kind="questions"))
        return [(column, label) for column, text, label in found if text == question]
    if len(asked) > 1:
        listed = ", ".join(repr(show(text, 60)) for text in asked[:5])
        raise table.error(f"the form asks {len(asked)} grids: {listed}", "name one of them in the rubric: 'question: …'")
    return [(column, label) for column, _, label in found]


def _kinds(table: Table, names: RosterNames, voter: tuple[str, ...], grid: Sequence[tuple[str, str]]) -> BallotColumns:
    places = [(column, place) for column, label in grid if (place := place_text(label)) is not None]
    groups = [(column, group.id) for column, label in grid if (group := names.group(label)) is not None]
    if len(places) == len(groups) == len(grid):
        what = f"the column {show(grid[0][0], 60)!r} may be a place or a group"
        raise table.error(what, "write places as '1st', '2nd', or groups as 'group 1'")
    if len(places) < len(grid) and len(groups) < len(grid):
        known = {column for column, _ in (groups or places)}
        column, label = next((column, label) for column, label in grid if column not in known)
        what = f"the column {show(column, 60)!r} names neither a place nor a group of the roster"
        raise table.error(what, did_you_mean(label, [group.id for group in names.groups.values()], kind="groups"))
    kept: list[tuple[str, int]] | list[tuple[str, str]] = groups if len(groups) == len(grid) else places
    meant = [what for _, what in kept]
    twice = next((column for column, what in kept if meant.count(what) > 1), None)
    if twice:
        raise table.error(f"two columns mean the same as {show(twice, 60)!r}", "rename one of them")
    return BallotColumns(voter, groups=tuple(groups)) if kept is groups else BallotColumns(voter, places=tuple(places))
