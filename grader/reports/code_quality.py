"""A group's checklist as GitLab's code quality report, which a merge request shows at the lines of the notebook."""

from __future__ import annotations

import hashlib
import json

from grader.core.checklist import Checklist, Item, Verdict
from grader.core.show import show
from grader.reports.checklist_in import checklist_in
from grader.reports.language import Language, language


def code_quality(checklist: Checklist, said_in: Language | None = None) -> str:
    """Return the JSON list: everything that needs work, and notes that have a place; without a place it stands at line 1."""
    tongue = said_in or language()
    items = checklist_in(tongue, checklist).to_point_at()
    return json.dumps([_issue(item, tongue) for item in items], indent=1, ensure_ascii=False) + "\n"


def _issue(item: Item, tongue: Language) -> dict[str, object]:
    path = item.place.file if item.place else "README.md"
    text = tongue.say("{text} (next: {advice})", text=item.text, advice=item.advice) if item.advice else item.text
    words = f"{item.title}: {text}"
    return {
        "description": show(words, 1000),
        "check_name": show(item.title, 100),
        "fingerprint": hashlib.sha256(f"{item.topic}\0{item.title}\0{path}\0{item.text}".encode()).hexdigest(),
        "severity": "major" if item.verdict is Verdict.NEEDS_WORK else "minor",
        "location": {"path": show(path, 300), "lines": {"begin": (item.place.line if item.place else None) or 1}},
    }
