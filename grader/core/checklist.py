"""What a group's own check of its repository found, as a list for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What an item asks of its reader: nothing, work, or attention."""

    OK = "ok"
    NEEDS_WORK = "needs work"
    NOTE = "note"


@dataclass(frozen=True)
class Item:
    """One thing that was looked at: `text` says what was found, `advice` what to do next or ''. All of it is fit to show."""

    topic: str
    title: str
    verdict: Verdict
    text: str
    advice: str = ""


@dataclass(frozen=True)
class Checklist:
    """Everything that was looked at, in reading order; `commit` is '' where there is none, `failed` is this machine's fault."""

    items: tuple[Item, ...]
    commit: str = ""
    failed: bool = False

    def count(self, verdict: Verdict) -> int:
        """Return how many items have that verdict."""
        return sum(item.verdict is verdict for item in self.items)

    @property
    def exit_status(self) -> int:
        """0 nothing needs work, 1 something does, 3 this machine failed."""
        return 3 if self.failed else int(self.count(Verdict.NEEDS_WORK) > 0)
