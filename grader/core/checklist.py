"""What a group's own check of its repository found, as a list for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grader.core.said import say


class Verdict(StrEnum):
    """What an item asks of its reader: nothing, work, or attention."""

    OK = "ok"
    NEEDS_WORK = "needs work"
    NOTE = "note"


@dataclass(frozen=True)
class Place:
    """A place in a file of the repository: `cell` counts a notebook's cells from 0, `line` the file's lines from 1."""

    file: str
    cell: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class Item:
    """One thing that was looked at: `text` says what was found, `advice` what to do next or ''. All of it is fit to show.

    `place` is where in the repository that is, None where it is no place in a file.
    """

    topic: str
    title: str
    verdict: Verdict
    text: str
    advice: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Checklist:
    """Everything that was looked at, in reading order; `commit` is '' where there is none, `failed` is this machine's fault."""

    items: tuple[Item, ...]
    commit: str = ""
    failed: bool = False

    def count(self, verdict: Verdict) -> int:
        """Return how many items have that verdict."""
        return sum(item.verdict is verdict for item in self.items)

    def to_point_at(self) -> list[Item]:
        """Return what needs work, and after it the notes that have a place."""
        notes = [item for item in self.items if item.verdict is Verdict.NOTE and item.place is not None]
        return [item for item in self.items if item.verdict is Verdict.NEEDS_WORK] + notes

    @property
    def exit_status(self) -> int:
        """0 nothing needs work, 1 something does, 3 this machine failed."""
        return 3 if self.failed else int(self.count(Verdict.NEEDS_WORK) > 0)

    @property
    def summary(self) -> str:
        """The checklist in one line."""
        if self.failed:
            return say("This machine failed, so not everything is known; that costs no points.")
        work, fine, notes = (self.count(verdict) for verdict in (Verdict.NEEDS_WORK, Verdict.OK, Verdict.NOTE))
        needs = say("Nothing needs work") if not work else say("{count} things need work (✗)", count=work)
        if work == 1:
            needs = say("1 thing needs work (✗)")
        return say("{needs}; {fine} fine, {notes} for you to know.", needs=needs, fine=_are(fine), notes=_are(notes))


def _are(count: int) -> str:
    return say("1 is") if count == 1 else say("{count} are", count=count)
