"""What a course folder holds so far, asked without making a store where there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from grader.gradebook.store import Store

_Answer = TypeVar("_Answer")
_Nothing = TypeVar("_Nothing")


def stored(folder: Path, ask: Callable[[Store], _Answer], nothing: _Nothing) -> _Answer | _Nothing:
    """Return what `ask` answers of the store of a course folder, such as `Store.rekeys`; `nothing` where there is none."""
    if not (folder / ".grader" / "grader.db").is_file():
        return nothing
    with Store.open(folder) as store:
        return ask(store)
