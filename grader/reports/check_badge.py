"""A group's checklist as the few words of a badge."""

from __future__ import annotations

import json

from grader.core.checklist import Checklist, Verdict


def check_badge(checklist: Checklist) -> str:
    """Return JSON of the form that shields.io's endpoint badges read; it holds counts only, and no text of the repository."""
    work = checklist.count(Verdict.NEEDS_WORK)
    message, colour = (f"{work} to do", "orange") if work else ("ready", "brightgreen")
    if checklist.failed:
        message, colour = "unknown", "lightgrey"
    return json.dumps({"schemaVersion": 1, "label": "self-check", "message": message, "color": colour}) + "\n"
