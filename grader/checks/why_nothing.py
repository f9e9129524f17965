"""Why nothing was found, in the words of the step that looked for it."""

from __future__ import annotations

from grader.core.evidence import Evidence, RunStatus
from grader.core.show import show


def why_nothing(evidence: Evidence, *messages: str) -> str:
    """Return ': ' and what went wrong with the whole submission, else the first of `messages` that says something, else ''."""
    fetched = evidence.submission.status is RunStatus.OK
    detail = next((message for message in (*messages, "") if message), "") if fetched else evidence.submission.message
    return f": {show(detail)}" if detail else ""
