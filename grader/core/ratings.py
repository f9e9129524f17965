"""What the members of groups said of each other, as one file states it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Rating:
    """What one student gave another of the same group, 0 or more; both are ids. The comment is for staff alone."""

    rater: str
    rated: str
    score: Decimal
    comment: str = ""


@dataclass(frozen=True)
class Ratings:
    """The ratings that count, at most one of each rater and rated; `notes` say what was left out.

    `remarks` are texts that a rater wrote about the group as a whole, by the rater's id; they are for staff alone.
    """

    ratings: tuple[Rating, ...]
    notes: tuple[str, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
