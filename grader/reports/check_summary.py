"""A group's checklist as Markdown, for the summary page of a CI job."""

from __future__ import annotations

import html
import re
from itertools import groupby

from grader.core.checklist import Checklist, Item, Verdict

_MARKS = {Verdict.OK: "✅", Verdict.NEEDS_WORK: "❌", Verdict.NOTE: "➖"}
_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:@$])")


def check_summary(checklist: Checklist) -> str:
    """Return the Markdown page. Texts of the repository cannot become markup, links, mentions or images in it."""
    lines = [f"# Self-check{_of(checklist)}", "", f"**{plain(checklist.summary)}**", ""]
    for topic, items in groupby(checklist.items, key=lambda item: item.topic):
        lines += [f"## {plain(topic)}", "", *(line for item in items for line in _item(item)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _of(checklist: Checklist) -> str:
    return f" of {checklist.commit[:10]}" if checklist.commit else ""


def _item(item: Item) -> list[str]:
    lines = [f"- {_MARKS[item.verdict]} **{plain(item.title)}**"]
    if item.text:
        lines.append(f"  <br>{plain(item.text)}")
    if item.advice:
        lines.append(f"  <br>→ next: {plain(item.advice)}")
    return lines


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line."""
    return _MEANS_SOMETHING.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))
