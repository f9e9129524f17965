"""What a course folder holds so far, asked without making a store where there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from grader.gradebook.store import Store

_Row = TypeVar("_Row")


def stored(folder: Path, ask: Callable[[Store], tuple[_Row, ...]]) -> tuple[_Row, ...]:
    """Return what `ask` answers of the store of a course folder, such as `Store.rekeys`; empty where there is none."""
    if not (folder / ".grader" / "grader.db").is_file():
        return ()
    with Store.open(folder) as store:
        return ask(store)
