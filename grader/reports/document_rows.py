"""What a report says of the documents that a group handed in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from grader.core.document_facts import DocumentFacts, DocumentStatus
from grader.core.documents import Documents
from grader.reports.model_rows import Row
from grader.reports.number_text import bytes_text

_MOST, _HEADINGS = 20, 25


def document_rows(documents: Documents) -> tuple[Row, ...]:
    """Return what was read of each document, and what was passed over."""
    rows = [row for one in documents.found[:_MOST] for row in _rows(one)]
    missing = [pattern for pattern in documents.wanted if not documents.of(pattern)]
    rows += [Row(pattern, "no such file is committed") for pattern in missing]
    return (*rows, *(Row("Note", note) for note in documents.notes))


def _rows(facts: DocumentFacts) -> Iterator[Row]:
    if facts.status is not DocumentStatus.OK:
        yield Row(facts.path, f"could not be read: {bytes_text(facts.bytes)}", f"the file {facts.message}")
        return
    pages = f"{facts.pages} page{'' if facts.pages == 1 else 's'}"
    yield Row(facts.path, f"{pages}, {facts.words:,} words, {bytes_text(facts.bytes)}", "; ".join(facts.problems))
    yield Row("Pages", "; ".join(_sizes(facts)))
    if facts.scanned:
        yield Row("Text", "none can be read: its pages are pictures")
    if facts.references_page is not None:
        only = "the last page holds nothing else" if facts.last_page == "references" else facts.last_page_why
        yield Row("References", f"from page {facts.references_page} on", only)
    styled = [heading.text for heading in facts.headings if heading.styled]
    if styled:
        yield Row("Headings", ", ".join(styled[:_HEADINGS]) + (" …" if len(styled) > _HEADINGS else ""))
    if facts.fonts_missing:
        yield Row("Fonts that are not embedded", ", ".join(facts.fonts_missing[:10]))


def _sizes(facts: DocumentFacts) -> Iterator[str]:
    """Say the size and the columns of each run of pages that are alike."""
    for (width, height, columns), pages in groupby(facts.looked_at, lambda page: (page.width, page.height, page.columns)):
        numbers = [page.number for page in pages]
        where = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
        layout = "" if columns is None else f", {columns} column{'' if columns == 1 else 's'}"
        yield f"{where}: {width:.0f} × {height:.0f} mm{layout}"
