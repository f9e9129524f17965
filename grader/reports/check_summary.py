"""A group's checklist as Markdown, for the summary page of a CI job."""

from __future__ import annotations

import html
import re
from itertools import groupby

from grader.core.checklist import Checklist, Item, Verdict
from grader.core.said import in_words
from grader.reports.checklist_in import checklist_in
from grader.reports.language import Language, language

_MARKS = {Verdict.OK: "✅", Verdict.NEEDS_WORK: "❌", Verdict.NOTE: "➖"}
_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:@$])")


def check_summary(checklist: Checklist, said_in: Language | None = None) -> str:
    """Return the Markdown page. Texts of the repository cannot become markup, links, mentions or images in it."""
    tongue = said_in or language()
    lines = [f"# {_title(checklist, tongue)}", "", f"**{plain(in_words(checklist.summary, tongue.say))}**", ""]
    for topic, items in groupby(checklist_in(tongue, checklist).items, key=lambda item: item.topic):
        lines += [f"## {plain(topic)}", "", *(line for item in items for line in _item(item, tongue)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _title(checklist: Checklist, tongue: Language) -> str:
    return tongue.say("Self-check of {commit}", commit=checklist.commit[:10]) if checklist.commit else tongue.say("Self-check")


def _item(item: Item, tongue: Language) -> list[str]:
    lines = [f"- {_MARKS[item.verdict]} **{plain(item.title)}**"]
    if item.text:
        lines.append(f"  <br>{plain(item.text)}")
    if item.advice:
        lines.append(f"  <br>{tongue.say('→ next: {advice}', advice=plain(item.advice))}")
    return lines


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line."""
    return _MEANS_SOMETHING.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))
