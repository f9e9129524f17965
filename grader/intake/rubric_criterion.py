"""Read the criteria of one component."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter

from grader.core.rubric import Criterion, Level, Source
from grader.core.show import show
from grader.intake.ballot_rule import read_ballot_rule
from grader.intake.did_you_mean import did_you_mean
from grader.intake.located import Located
from grader.intake.rubric_bands import read_bands
from grader.intake.rubric_heading import read_heading
from grader.intake.rubric_markers import is_free, read_markers, read_strict
from grader.intake.rubric_options import read_options

_NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)


def read_criteria(value: Located, checks: Mapping[str, frozenset[str]], source: Source) -> tuple[Criterion, ...]:
    """Return the criteria of a component that comes from `source`, in the order of the file.

    Raises:
        InputError: with the line of what is wrong.
    """
    criteria = tuple(_criterion(key, entry, checks, source) for key, entry in value.mapping().items())
    _check_requires(value, criteria)
    return criteria


def _criterion(key: str, value: Located, checks: Mapping[str, frozenset[str]], source: Source) -> Criterion:
    title = read_heading(key, value)
    ways = ("check", "levels", "ballots")
    entries = value.fields(required=("points",), optional=("title", *ways, "with", "bands", "requires", "strict", "markers"))
    _check_way(value, entries, source)
    points = _points(entries["points"])
    check = _check_name(entries["check"], checks) if "check" in entries else None
    ballots = read_ballot_rule(entries["ballots"]) if "ballots" in entries else None
    return Criterion(
        id=key,
        title=title,
        points=points,
        check=check,
        levels=_levels(entries["levels"], points) if "levels" in entries and not is_free(entries) else (),
        options=read_options(entries["with"], check, checks[check], points) if check and "with" in entries else {},
        bands=read_bands(entries["bands"], check or "ballots", points) if "bands" in entries else (),
        requires=_requires(entries["requires"]) if "requires" in entries else (),
        line=value.line,
        free=is_free(entries),
        strict=read_strict(entries),
        markers=read_markers(entries, points),
        ballots=ballots,
    )


def _check_way(value: Located, entries: Mapping[str, Located], source: Source) -> None:
    if source is Source.ASSIGNMENTS:
        for key in ("check", "levels", "ballots", "with", "bands"):
            if key in entries:
                what = f"{value.name} is an assignment, so it has no {key!r}"
                raise entries[key].error(what, "its points come from the notebook's own tests")
        return
    ways = [way for way in ("check", "levels", "ballots") if way in entries]
    if len(ways) != 1:
        what = f"both {' and '.join(ways)}" if ways else "neither check nor levels nor ballots"
        hint = "'check:' is measured, 'levels:' are chosen by staff, 'ballots:' are cast by peers: give exactly one"
        raise value.error(f"{value.name} has {what}", hint)
    for key in ("with", "bands"):
        if key in entries and ("levels" in entries or (key == "with" and "ballots" in entries)):
            raise entries[key].error(f"{value.name} has {ways[0]}, so {key!r} has no effect", f"remove '{key}:'")
    if "check" in entries and source is Source.MARKS:
        raise entries["check"].error("a component with 'source: marks' has no repository to check", "use 'levels:'")


def _points(value: Located) -> Decimal:
    points = value.number()
    if points <= 0:
        raise value.error(f"{value.name} is {points}, but must be over 0")
    return points


def _check_name(value: Located, checks: Mapping[str, frozenset[str]]) -> str:
    name = value.text("accuracy")
    if name not in checks:
        raise value.error(f"unknown check {show(name, 60)!r}", did_you_mean(name, checks, kind="checks"))
    return name


def _levels(value: Located, points: Decimal) -> tuple[Level, ...]:
    levels: list[Level] = []
    for key, entry in value.mapping().items():
        worth = _level_points(key, entry)
        if not 0 <= worth <= points:
            what = f"the level {worth} lies outside 0 to {points}, the criterion's points"
            raise entry.error(what, "lower the level, or raise the criterion's points")
        if any(level.points == worth for level in levels):
            raise entry.error(f"two levels are worth {worth}", "give each level its own points")
        levels.append(Level(worth, entry.text("Clear")))
    return tuple(levels)


def _level_points(key: str, entry: Located) -> Decimal:
    if not _NUMBER.fullmatch(key):
        raise entry.error(f"the level {show(key, 60)!r} must be a number of points", 'such as 15: "Clear"')
    return Decimal(key)


def _requires(value: Located) -> tuple[str, ...]:
    return tuple(part.text("runs") for part in (value.items() if value.kind == "list" else (value,)))


def _check_requires(value: Located, criteria: tuple[Criterion, ...]) -> None:
    names = [criterion.id for criterion in criteria]
    for criterion in criteria:
        for name in criterion.requires:
            if name not in names:
                place = value.mapping()[criterion.id].mapping()["requires"]
                what = f"{criterion.id} requires {show(name, 60)!r}, which this component does not have"
                raise place.error(what, did_you_mean(name, names, kind="criteria"))
    try:
        TopologicalSorter({criterion.id: criterion.requires for criterion in criteria}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        place = value.mapping()[circle[0]].mapping()["requires"]
        raise place.error(f"criteria require each other in a circle: {' -> '.join(circle)}", "remove one 'requires:'") from None
