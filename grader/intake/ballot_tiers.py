"""Read one voter's ranking."""

from __future__ import annotations

from grader.core.show import show
from grader.intake.ballot_columns import BallotColumns
from grader.intake.csv_table import Row
from grader.intake.did_you_mean import did_you_mean
from grader.intake.place_text import place_text
from grader.intake.roster_names import RosterNames


def ballot_tiers(row: Row, columns: BallotColumns, names: RosterNames) -> tuple[tuple[str, ...], ...]:
    """Return the groups that the row ranks, the best first, those on one place together; blank cells say nothing.

    Raises:
        InputError: with file and line, when a group is not in the roster or a place is none.
    """
    if columns.ranking is not None:
        return _written(row, row.cells[columns.ranking], names)
    by_place: dict[int, list[str]] = {}
    for column, place in columns.places:
        if row.cells[column]:
            by_place.setdefault(place, []).append(_group(row, row.cells[column], names))
    for column, group in columns.groups:
        if row.cells[column]:
            by_place.setdefault(_place(row, column), []).append(group)
    return tuple(tuple(groups) for _, groups in sorted(by_place.items()))


def _written(row: Row, text: str, names: RosterNames) -> tuple[tuple[str, ...], ...]:
    if not text:
        return ()
    return tuple(tuple(_group(row, part.strip(), names) for part in tier.split("=")) for tier in text.split(">"))


def _group(row: Row, text: str, names: RosterNames) -> str:
    if not text:
        raise row.error("the ranking names nothing between two signs", "write it like: a > b > c")
    group = names.group(text)
    if group is None:
        hint = did_you_mean(text, {one.id for one in names.groups.values()}, kind="groups")
        raise row.error(f"no group of the roster is called {show(text, 60)!r}", hint)
    return group.id


def _place(row: Row, column: str) -> int:
    place = place_text(row.cells[column])
    if place is None:
        what = f"{show(column, 60)} is {show(row.cells[column], 60)!r}, which is no place"
        raise row.error(what, "write 1 for the best, 2 for the next; leave it empty for a group that is not ranked")
    return place
