"""Which groups do the one of two alternatives, and which the other."""

from __future__ import annotations

from dataclasses import dataclass

TIES = ("in", "out")


@dataclass(frozen=True)
class SelectTop:
    """The `count` groups with the most points at the path `by` do the alternative `take`, the others the other one.

    `ties` says what becomes of groups with equal points of which only some would have a place: all of them are in, or all
    of them out.
    """

    count: int
    by: str
    take: str
    ties: str = "in"
    line: int = 0
