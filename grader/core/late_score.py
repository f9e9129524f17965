"""Take off what lateness costs, and say why in a sentence."""

from __future__ import annotations

from dataclasses import replace

from grader.core.lateness import cut_off, deduction, forgiven
from grader.core.marks import less
from grader.core.rubric import Late
from grader.core.scores import ComponentScore


def late_score(score: ComponentScore, minutes: int, late: Late, *, by_server: bool, extended: bool = False) -> ComponentScore:
    """Return the score after lateness; `by_server` says whose clock it was, `extended` that the deadline is a later one."""
    clock = "as the server received it" if by_server else "by the commit's own clock, which is the group's claim"
    deadline = "the extended deadline" if extended else "the deadline"
    why = f"{minutes:,} minutes after {deadline}, {clock}"
    percent, budget = deduction(minutes, late), forgiven(minutes, late)
    if cut_off(minutes, late):
        return less(score, percent, f"{why}; nothing counts after the cut-off of {_time(late.cut_off_minutes or 0)}")
    used = f"{_time(budget)} of them taken from the late-day budget" if budget else ""
    if percent:
        return less(score, percent, f"{why}; {used}" if used else why)
    return replace(score, reason=f"nothing off: {why}; {used}") if used else score


def _time(minutes: int) -> str:
    for unit, length in (("d", 24 * 60), ("h", 60)):
        if minutes and minutes % length == 0:
            return f"{minutes // length} {unit}"
    return f"{minutes:,} min"
