"""How the exam of a course folder was re-keyed so far."""

from __future__ import annotations

from pathlib import Path

from grader.core.rekey import Rekey
from grader.gradebook.store import Store


def stored_rekeys(folder: Path) -> tuple[Rekey, ...]:
    """Return every change to the answer key ever made, oldest first; where there is no store, none is made."""
    if not (folder / ".grader" / "grader.db").is_file():
        return ()
    with Store.open(folder) as store:
        return store.rekeys()
