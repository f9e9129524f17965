"""Whether the commit is in time, where the course publishes its deadline."""

from __future__ import annotations

from datetime import datetime, timedelta

from grader.at_home.facts import TOPIC
from grader.core.checklist import Item, Verdict
from grader.core.said import say
from grader.core.show import show

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def in_time(committed_at: str, minutes_late: int | None, deadline: datetime) -> Item:
    """Return the item about a commit of that date; `minutes_late` is None where the date cannot be read."""
    when, title = show(deadline.isoformat(" ", "minutes"), 40), say("Deadline")
    if minutes_late is None:
        return Item(
            TOPIC, title, Verdict.NEEDS_WORK, say("the commit's date cannot be read"), say("set the clock right, commit again")
        )
    if not minutes_late:
        text = say(
            "committed at {committed}, before {deadline}; it must be pushed by then too",
            committed=show(committed_at, 40),
            deadline=when,
        )
        return Item(TOPIC, title, Verdict.OK, text)
    text = say(
        "committed {late} after {deadline}; an earlier commit that was in time may be graded instead",
        late=_how_long(timedelta(minutes=minutes_late)), deadline=when,
    )  # fmt: skip
    return Item(TOPIC, title, Verdict.NOTE, text, say("ask your course what a late submission costs"))


def _how_long(late: timedelta) -> str:
    if late < _HOUR:
        return say("{count} min", count=int(late / timedelta(minutes=1)))
    return say("{count} h", count=int(late / _HOUR)) if late < 3 * _DAY else say("{count} days", count=int(late / _DAY))
