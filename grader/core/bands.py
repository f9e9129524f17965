"""Bands turn a measured value into points: straight lines between support points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from grader.core.exact import as_decimal, exact
from grader.core.rubric import Band


class Support(NamedTuple):
    """A support point: a band with its key as a number: at `at` there are `points`; `name` is how the rule shows the key."""

    at: Fraction
    points: Fraction
    name: str


def points_for(
    value: float, bands: Sequence[Band], yardsticks: Mapping[str, float], maximum: Decimal
) -> tuple[Decimal | None, str]:
    """Return the points `value` earns within 0..`maximum`, and the rule in words. Nothing is rounded.

    A band's key is a number or a name in `yardsticks` (the value a reference model reaches on the same data). Below the lowest
    key the points are the lowest's, above the highest the highest's. Where reference models come in another order than the
    rubric expects, more is still never worth less: keys are sorted by value, and points never fall along them.
    Points are None where a name is in no yardstick; the rule says which. Raises ValueError where `bands` is empty.
    """
    if not bands:
        raise ValueError("a value needs at least one band to become points")
    missing = [band.at for band in bands if isinstance(band.at, str) and band.at not in yardsticks]
    if missing:
        return None, f"the reference model {missing[0]!r} has not been measured"
    supports, rule = _scale(tuple(bands), tuple(yardsticks.items()), maximum)
    return as_decimal(_interpolate(exact(value), supports)), rule


def support_points(bands: Sequence[Band], yardsticks: Mapping[str, float], maximum: Decimal) -> tuple[Support, ...]:
    """Return the points between which lines are drawn, in order of value; raises KeyError where a name is in no yardstick."""
    return _scale(tuple(bands), tuple(yardsticks.items()), maximum)[0]


@lru_cache(maxsize=256)  # a class is judged by the same few bands
def _scale(
    bands: tuple[Band, ...], yardsticks: tuple[tuple[str, float], ...], maximum: Decimal
) -> tuple[tuple[Support, ...], str]:
    known = dict(yardsticks)
    resolved = [_resolve(band, known, maximum) for band in bands]
    supports = tuple(_never_falling(sorted(resolved, key=lambda support: (support.at, support.points))))
    return supports, _rule(supports, reordered=_differs(resolved, supports))


def _resolve(band: Band, yardsticks: Mapping[str, float], maximum: Decimal) -> Support:
    points = min(max(Fraction(band.points), Fraction(0)), Fraction(maximum))
    if isinstance(band.at, str):
        at = yardsticks[band.at]
        return Support(exact(at), points, f"{band.at} ({at:.4f})")
    return Support(exact(band.at), points, f"{band.at:g}")


def _never_falling(supports: Sequence[Support]) -> list[Support]:
    highest, out = Fraction(0), []
    for support in supports:
        highest = max(highest, support.points)
        out.append(support._replace(points=highest))
    return out


def _differs(resolved: Sequence[Support], supports: Sequence[Support]) -> bool:
    """Say whether the rubric's own bands, put in the order of their points, are not what is used."""
    return sorted(resolved, key=lambda support: (support.points, support.at)) != list(supports)


def _interpolate(value: Fraction, supports: Sequence[Support]) -> Fraction:
    if value < supports[0].at:
        return supports[0].points
    for left, right in pairwise(supports):
        if left.at <= value < right.at:
            return left.points + (right.points - left.points) * (value - left.at) / (right.at - left.at)
    return supports[-1].points


def _rule(supports: Sequence[Support], *, reordered: bool) -> str:
    line = ", ".join(f"{support.name}: {as_decimal(support.points).normalize():f}" for support in supports)
    why = "; put in order of value, points never falling, because a reference model came out in another order than the rubric's"
    return f"{line} points, straight lines between{why if reordered else ''}"
