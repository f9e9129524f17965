"""A group's checklist in another language."""

from __future__ import annotations

from dataclasses import replace

from grader.core.checklist import Checklist, Item
from grader.core.said import Said, in_words
from grader.reports.language import Language
from grader.reports.reason_text import reason_text


def checklist_in(language: Language, checklist: Checklist) -> Checklist:
    """Return the checklist said in that language; what came from the repository or its rubric stays as it is."""
    return replace(checklist, items=tuple(_item(language, item) for item in checklist.items))


def _item(language: Language, item: Item) -> Item:
    return replace(
        item,
        topic=_said(language, item.topic),
        title=_said(language, item.title),
        text=_said(language, item.text),
        advice=_said(language, item.advice),
    )


def _said(language: Language, text: str) -> str:
    """Say a sentence by its template; the reason of a check is known by its words."""
    if isinstance(text, Said):
        return in_words(text, language.say)
    return reason_text(text, language)
