"""Was the work handed in before the deadline?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.not_ready import not_ready
from grader.checks.why_nothing import why_nothing
from grader.core.evidence import Evidence, RunStatus
from grader.core.scores import Finding, State
from grader.core.show import show


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    del options  # it has none
    submission = evidence.submission
    if submission.status is RunStatus.INTERNAL_ERROR:
        return not_ready(submission.message)
    if submission.status is not RunStatus.OK:
        what = "nothing was handed in" if submission.status is RunStatus.MISSING else "what was handed in cannot be read"
        return Finding(0.0, what + why_nothing(evidence), earns_nothing=True)
    if not (submission.pushed_at or submission.committed_at):
        return Finding(None, "the time of the commit cannot be read", State.NOT_READY)
    clock = f"committed at {submission.committed_at}, by its own clock"
    when = f"received at {submission.pushed_at}" if submission.pushed_at else clock
    if submission.minutes_late:
        return Finding(0.0, f"{submission.minutes_late:,} minutes after the deadline ({show(when)})")
    return Finding(1.0, f"in time ({show(when)})")


committed_in_time = Check("committed_in_time", frozenset(), _find, of_run=False, of_heldout=False)
