"""How the ratings of a group's members become factors, as the rubric states it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

OWN = ("exclude", "include")


@dataclass(frozen=True)
class RatingRule:
    """What `rating:` holds: a `file` by its path from the course folder, and the least and the largest factor.

    `own` says whether a rating that a member gives to the own person counts.
    """

    file: str
    floor: Decimal = Decimal("0.7")
    cap: Decimal = Decimal("1.2")
    own: str = "exclude"
