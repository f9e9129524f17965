"""Keep a mark that somebody chose on a page, unless somebody else has marked the same in the meantime."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from grader.core.errors import InputError
from grader.core.hand_marked import HandMarked
from grader.core.scores import Adjustment
from grader.core.show import show
from grader.core.typed_number import typed_number
from grader.gradebook.store import Store
from grader.review.panel import seen

_LONGEST = 4000


@dataclass(frozen=True)
class Chosen:
    """What the form says: points and comment as typed, and what its page had seen."""

    points: str
    comment: str
    seen: str


def save_mark(store: Store, marked: HandMarked, subject: str, user: str, chosen: Chosen) -> bool:
    """Keep the mark and return True; return False, with nothing kept, where the page had not seen the latest mark.

    Raises InputError where the points cannot be given, or nothing says why.
    """
    points = number(chosen.points)
    if why := marked.refusal(points):
        raise InputError(why)
    reason = chosen.comment.strip()[:_LONGEST] or marked.level(points)
    if not reason:
        raise InputError("a mark needs a comment that says why", hint="write one; the level has no description to stand for it")
    change = Adjustment(marked.path, subject, points, reason, user, datetime.now(UTC).isoformat(timespec="microseconds"))
    return store.add_adjustment_if(change, lambda entries: seen(entries, user, marked.criterion.markers) == chosen.seen)


def number(text: str) -> Decimal:
    """Return points as typed, with a point or a comma; raise InputError for anything else."""
    plain = text.strip().replace(",", ".")
    points = typed_number(plain)
    if points is None:
        raise InputError(f"{show(text, 40)!r} is no number of points" if plain else "no points were chosen")
    return points
