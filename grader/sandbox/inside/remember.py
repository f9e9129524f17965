"""The hidden cell that stands in for Otter's and OK's own modules in the student's kernel.

A notebook written for them imports them and calls `grader.check("q1")` or `ok.grade("q1")` where a question ends. Here such a
call only remembers what the notebook's names stood for at that place, so that the question's test sees them, whatever later
cells do with the same names. Its text runs in the student's kernel and imports nothing of ours.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_KEPT = "__kept_by_tests__"


class Notebook:
    """Has every method of theirs; those that check a question remember."""

    known: dict[str, Any]

    def __init__(self, *_args: Any, **_named: Any) -> None:
        """Take what theirs takes."""

    def check(self, question: Any = "", *_args: Any, **_named: Any) -> None:
        """Remember the notebook's names for this question."""
        kept = self.known.setdefault(_KEPT, {})
        kept[f"@{question}"] = {name: value for name, value in self.known.items() if name != _KEPT}

    grade = check

    def __getattr__(self, name: str) -> Any:
        """Return something that does nothing, for all that hands in, exports or scores."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_args, **_named: None


def stand_in(known: dict[str, Any]) -> None:
    """Make `import otter` and `from client.api.notebook import Notebook` possible."""
    Notebook.known = known
    for name in ("otter", "client", "client.api", "client.api.notebook"):
        if name not in sys.modules:
            module: Any = ModuleType(name)
            module.__path__, module.Notebook = [], Notebook
            sys.modules[name] = module
