"""Choose the best groups, as far as their points are known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from grader.core.rounding import steady
from grader.core.select_top import SelectTop


@dataclass(frozen=True)
class Selected:
    """Which alternative a group does, None where that cannot be said yet, and why; `points` are those it was chosen by.

    `at_border` says that the group has as many points as another one and only some of them would have had a place.
    """

    take: str | None
    reason: str
    points: Decimal | None = None
    at_border: bool = False


def selected(points: Mapping[str, Decimal | None], rule: SelectTop, other: str) -> dict[str, Selected]:
    """Return each group's alternative: `rule.take` for the best, `other` for the rest.

    `points` are by group, None where they are not known. A group is chosen, or passed over, as soon as nothing that the
    unknown points may come to could change it.
    """
    known = sorted(steady(mine) for mine in points.values() if mine is not None)
    unknown = len(points) - len(known)
    return {group: _one(mine, known, unknown, rule, other) for group, mine in points.items()}


def _one(mine: Decimal | None, known: Sequence[Fraction], unknown: int, rule: SelectTop, other: str) -> Selected:
    if len(known) + unknown <= rule.count:
        return Selected(rule.take, f"there are at most {rule.count} groups", mine)
    if mine is None:
        return Selected(None, f"the points of {rule.by} are not known yet")
    better = len(known) - bisect_right(known, steady(mine))
    equal = len(known) - better - bisect_left(known, steady(mine))
    if better >= rule.count:
        return Selected(other, f"{better} groups have more points in {rule.by}", mine)
    if better + equal + unknown <= rule.count:
        return Selected(rule.take, f"among the best {rule.count} by {rule.by}", mine)
    if unknown:
        return Selected(None, f"{rule.by} is not known yet for {unknown} of {len(known) + unknown} groups", mine)
    taken = rule.take if rule.ties == "in" else other
    why = f"tied at the border by {rule.by}: {equal} groups, {rule.count - better} of {rule.count} places left"
    return Selected(taken, why, mine, at_border=True)
