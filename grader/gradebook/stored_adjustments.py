"""What staff have set in a course folder so far."""

from __future__ import annotations

from pathlib import Path

from grader.core.scores import Adjustment
from grader.gradebook.store import Store


def stored_adjustments(folder: Path) -> tuple[Adjustment, ...]:
    """Return every number that staff ever set, oldest first; where there is no store, none is made."""
    if not (folder / ".grader" / "grader.db").is_file():
        return ()
    with Store.open(folder) as store:
        return store.adjustments()
