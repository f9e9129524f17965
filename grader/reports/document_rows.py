"""What a report says of the documents that a group handed in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from grader.core.document_facts import DocumentFacts, DocumentStatus
from grader.core.documents import Documents
from grader.reports.language import Language
from grader.reports.model_rows import Row
from grader.reports.number_text import bytes_text

_MOST, _HEADINGS = 20, 25


def document_rows(documents: Documents, language: Language) -> tuple[Row, ...]:
    """Return what was read of each document, and what was passed over."""
    rows = [row for one in documents.found[:_MOST] for row in _rows(one, language)]
    missing = [pattern for pattern in documents.wanted if not documents.of(pattern)]
    rows += [Row(pattern, language.say("no such file is committed")) for pattern in missing]
    return (*rows, *(Row(language.say("Note"), note) for note in documents.notes))


def _rows(facts: DocumentFacts, language: Language) -> Iterator[Row]:
    say, size = language.say, bytes_text(facts.bytes)
    if facts.status is not DocumentStatus.OK:
        yield Row(facts.path, say("could not be read: {size}", size=size), say("the file {trouble}", trouble=facts.message))
        return
    pages = language.count("{n} page", "{n} pages", facts.pages)
    words = language.count("{n} word", "{n} words", facts.words)
    yield Row(facts.path, f"{pages}, {words}, {size}", "; ".join(facts.problems))
    yield Row(say("Pages"), "; ".join(_sizes(facts, language)))
    if facts.scanned:
        yield Row(say("Text"), say("none can be read: its pages are pictures"))
    if facts.references_page is not None:
        only = say("the last page holds nothing else") if facts.last_page == "references" else facts.last_page_why
        yield Row(say("References"), say("from page {number} on", number=facts.references_page), only)
    styled = [heading.text for heading in facts.headings if heading.styled]
    if styled:
        yield Row(say("Headings"), ", ".join(styled[:_HEADINGS]) + (" …" if len(styled) > _HEADINGS else ""))
    if facts.fonts_missing:
        yield Row(say("Fonts that are not embedded"), ", ".join(facts.fonts_missing[:10]))


def _sizes(facts: DocumentFacts, language: Language) -> Iterator[str]:
    """Say the size and the columns of each run of pages that are alike."""
    for (width, height, columns), pages in groupby(facts.looked_at, lambda page: (page.width, page.height, page.columns)):
        numbers = [page.number for page in pages]
        where = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
        layout = "" if columns is None else ", " + language.count("{n} column", "{n} columns", columns)
        yield f"{where}: {width:.0f} × {height:.0f} mm{layout}"
