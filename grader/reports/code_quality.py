"""A group's checklist as GitLab's code quality report, which a merge request shows at the lines of the notebook."""

from __future__ import annotations

import hashlib
import json

from grader.core.checklist import Checklist, Item, Verdict
from grader.core.show import show


def code_quality(checklist: Checklist) -> str:
    """Return the JSON list: everything that needs work, and notes that have a place; without a place it stands at line 1."""
    return json.dumps([_issue(item) for item in checklist.to_point_at()], indent=1, ensure_ascii=False) + "\n"


def _issue(item: Item) -> dict[str, object]:
    path = item.place.file if item.place else "README.md"
    words = f"{item.title}: {item.text}" + (f" (next: {item.advice})" if item.advice else "")
    return {
        "description": show(words, 1000),
        "check_name": show(item.title, 100),
        "fingerprint": hashlib.sha256(f"{item.topic}\0{item.title}\0{path}\0{item.text}".encode()).hexdigest(),
        "severity": "major" if item.verdict is Verdict.NEEDS_WORK else "minor",
        "location": {"path": show(path, 300), "lines": {"begin": (item.place.line if item.place else None) or 1}},
    }
