"""More time for a group or a student."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from grader.core.errors import InputError
from grader.core.show import show


@dataclass(frozen=True)
class Extension:
    """More time for `subject` (a group or a student): until a moment, or so many minutes longer than everybody else.

    Exactly one of `until` (with a time zone) and `by_minutes` is stated. `component` is a path of the rubric and means all
    below it; '' means the whole course. `at` is '' for one that stands in the course's file.
    """

    subject: str
    component: str
    until: datetime | None
    by_minutes: int | None
    reason: str
    author: str
    at: str = ""

    def moment(self, deadline: datetime) -> datetime:
        """Return until when there is time, where everybody else has it until `deadline`; never earlier than that."""
        if self.until is not None:
            return max(self.until, deadline)
        return deadline + timedelta(minutes=max(self.by_minutes or 0, 0))

    def covers(self, path: str) -> bool:
        """Say whether it holds for the component of that path."""
        return self.component in {"", path} or path.startswith(f"{self.component}.")


def latest(extensions: Iterable[Extension]) -> tuple[Extension, ...]:
    """Return those that hold: of several given to one subject for one component the latest, as a slip can be put right so.

    One in the course's file and one given by command do not replace each other. Raises InputError for a time that cannot
    be read.
    """
    held: dict[tuple[str, str, bool], Extension] = {}
    for one in sorted(extensions, key=_given_at):
        held[one.subject, one.component, not one.at] = one
    return tuple(held.values())


def _given_at(extension: Extension) -> float:
    if not extension.at:
        return 0.0
    try:
        return datetime.fromisoformat(extension.at).timestamp()
    except ValueError:
        what = f"the extension of {show(extension.subject)} has no readable time: {show(extension.at)}"
        raise InputError(what) from None
