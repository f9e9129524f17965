"""Which column of a downloaded gradebook holds one of our columns of points, and out of how many."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from grader.core.targets import TOTAL
from grader.exports.score_column import ScoreColumn
from grader.intake.download import Download, Platform

_CANVAS: Final = re.compile(r"^(?P<title>.*?)( \(\d+\))?$", re.DOTALL)
_MOODLE: Final = re.compile(r"^(?!Feedback: )(\w[\w ]*: ?)?(?P<title>.*?)( \((Real|Percentage)\))?$", re.DOTALL)
_BRIGHTSPACE: Final = re.compile(r"^(?P<title>.*?) Points Grade( <.*>)?$", re.DOTALL)
_MAX_POINTS: Final = re.compile(r"MaxPoints:(\d{1,15}(\.\d{1,30})?)")
_TITLES: Final = {
    Platform.CANVAS: _CANVAS, Platform.MOODLE: _MOODLE, Platform.MOODLE_OFFLINE: _MOODLE, Platform.BRIGHTSPACE: _BRIGHTSPACE,
}  # fmt: skip


def their_column(downloaded: Download, column: ScoreColumn) -> int | None:
    """Return the place of the platform's column of that title or id, or None.

    Platforms put something around a title: Canvas a number, Moodle the kind of activity and of grade, Brightspace the
    maximum. Raises InputError where two columns fit.
    """
    wanted = {column.title.casefold(), column.id.casefold()} | ({"course total"} if column.id == TOTAL else set())
    fitting = [place for place, name in enumerate(downloaded.header) if wanted & _titles(downloaded.platform, name)]
    if len(fitting) > 1:  # Moodle can write one grade in several ways, of which the points are the one that is ours
        fitting = [place for place in fitting if downloaded.header[place].endswith("(Real)")] or fitting
    if len(fitting) > 1:
        names = " and ".join(repr(downloaded.header[place]) for place in fitting[:2])
        raise downloaded.error(f"both {names} could be {column.title!r}", f"rename one of them, or leave out {column.id!r}")
    return fitting[0] if fitting else None


def their_maximum(downloaded: Download, place: int) -> Decimal | None:
    """Return out of how many points the platform's column is, where the file says so.

    Raises InputError where the cell that says so is no number.
    """
    if downloaded.platform is Platform.CANVAS:
        row = next((line for line in downloaded.above if "points possible" in line.cells[0].casefold()), None)
        return downloaded.number(row, place) if row and "read only" not in row.cells[place] else None
    if downloaded.platform is Platform.MOODLE_OFFLINE:
        maximum = downloaded.index("Maximum Grade")
        return downloaded.number(downloaded.rows[0], maximum) if maximum is not None else None
    if downloaded.header[place].strip().endswith("(Percentage)"):
        return Decimal(100)
    found = _MAX_POINTS.search(downloaded.header[place])
    return Decimal(found[1]) if found else None


def _titles(platform: Platform, name: str) -> set[str]:
    found = _TITLES[platform].match(" ".join(name.split()))
    return {found["title"].casefold(), name.strip().casefold()} if found else set()
