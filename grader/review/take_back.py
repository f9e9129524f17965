"""Undo what was set last, by a new entry."""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.errors import InputError
from grader.core.markers import Markers
from grader.core.scores import Adjustment


def take_back(entries: Sequence[Adjustment], user: str, reason: str, at: str, markers: Markers | None) -> Adjustment:
    """Return the entry that makes the number what it was before the last of `entries` (oldest first); nothing is deleted.

    Taken back once more, the undoing is undone. Where several people mark, each takes back the own mark only. Raises
    InputError where there is nothing to take back, or no reason.
    """
    own = [one for one in entries if markers is None or one.author == user]
    if not own:
        raise InputError("there is nothing of yours to take back here")
    if not reason.strip():
        raise InputError("say why it is taken back")
    last, before = own[-1], own[-2] if len(own) > 1 else None
    gone = before is None or before.withdrawn
    points = last.points if before is None else before.points
    return Adjustment(last.target, last.subject, points, reason.strip(), user, at, withdrawn=gone)
