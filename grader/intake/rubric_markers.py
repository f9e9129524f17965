"""Read how staff mark a criterion: any points or only the levels, by one person or several."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from grader.core.markers import Markers
from grader.intake.located import Located


def is_free(entries: Mapping[str, Located]) -> bool:
    """Say whether `levels: free` leaves the points to the marker. Raises InputError for another word."""
    levels = entries.get("levels")
    if levels is None or levels.kind != "text":
        return False
    return levels.one_of(("free",)) == "free"


def read_strict(entries: Mapping[str, Located]) -> bool:
    """Say whether nothing but the points of a level may be given; raise InputError where there are no levels to keep to."""
    if "strict" not in entries:
        return False
    if "levels" not in entries or is_free(entries):
        raise entries["strict"].error("there are no levels that a marker could keep to", "remove 'strict:', or list the levels")
    return entries["strict"].truth()


def read_markers(entries: Mapping[str, Located], points: Decimal) -> Markers | None:
    """Return what `markers: {count: 2, combine: mean, differ: 5}` states, None where one person marks.

    Raises:
        InputError: with the line, for a measured criterion, fewer than two people, or a bound outside the points.
    """
    if "markers" not in entries:
        return None
    value = entries["markers"]
    if "levels" not in entries:
        raise value.error("only what staff mark has markers", "remove 'markers:', or use 'levels:'")
    stated = value.fields(optional=("count", "combine", "differ"))
    count = stated["count"].whole() if "count" in stated else Markers.count
    if not 2 <= count <= 9:
        raise stated["count"].error(f"{stated['count'].name} is {count}, but must be 2 to 9", "one person needs no 'markers:'")
    differ = stated["differ"].number() if "differ" in stated else None
    if differ is not None and not 0 <= differ <= points:
        raise stated["differ"].error(f"{stated['differ'].name} is {differ}, outside 0 to {points}, the criterion's points")
    return Markers(count, stated["combine"].one_of(("mean", "second")) if "combine" in stated else Markers.combine, differ)
