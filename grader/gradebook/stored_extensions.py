"""Who was given more time by command in a course folder so far."""

from __future__ import annotations

from pathlib import Path

from grader.core.extension import Extension
from grader.gradebook.store import Store


def stored_extensions(folder: Path) -> tuple[Extension, ...]:
    """Return every extension ever given by command, oldest first; where there is no store, none is made."""
    if not (folder / ".grader" / "grader.db").is_file():
        return ()
    with Store.open(folder) as store:
        return store.extensions()
