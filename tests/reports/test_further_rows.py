from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.core.contributions import Contribution, Contributions
from grader.core.document_facts import DocumentFacts, DocumentStatus, Heading, PageFacts
from grader.core.documents import Documents
from grader.reports.contribution_rows import contribution_rows
from grader.reports.document_rows import document_rows
from grader.reports.language import language
from grader.reports.model_rows import Row

HOSTILE = "<script>alert(1)</script>"
PAGES = (*(PageFacts(number, 215.9, 279.4, 700, 2, 0.0) for number in (1, 2, 3)), PageFacts(4, 210, 297, 9, None, 0.9))
REPORT = DocumentFacts(
    "report.pdf", "a" * 64, 1_200_000, DocumentStatus.OK, pages=4, looked_at=PAGES, words=2109,
    headings=(Heading("Introduction", 1, styled=True), Heading("is text", 2, styled=False)), references_page=4,
    last_page="references", fonts_missing=("Times",),
)  # fmt: skip


def test_a_document_is_told_by_its_pages_and_headings() -> None:
    rows = {row.label: row for row in document_rows(Documents(("*.pdf", "poster.pdf"), (REPORT,)), language())}
    assert rows["report.pdf"].value.startswith("4 pages, 2,109 words")
    assert rows["Pages"].value == "1–3: 216 × 279 mm, 2 columns; 4: 210 × 297 mm"
    assert rows["Headings"].value == "Introduction"
    assert rows["References"] == Row("References", "from page 4 on", "the last page holds nothing else")
    assert rows["Fonts that are not embedded"].value == "Times"
    assert rows["poster.pdf"].value == "no such file is committed"


def test_a_document_that_cannot_be_read_says_why() -> None:
    broken = DocumentFacts("a.pdf", "", 10, DocumentStatus.CORRUPT, "is damaged")
    assert document_rows(Documents(("a.pdf",), (broken,)), language())[0].note == "the file is damaged"


def test_authors_are_told_with_their_other_names() -> None:
    found = Contributions((Contribution("Ana", 1200, 30, 4, ("ana-laptop",)), Contribution("Bo", 1)), ("Cut short.",))
    assert contribution_rows(found, language()) == (
        Row("Ana", "1,200 commits, 30 lines of code added, 4 removed", "also as ana-laptop"),
        Row("Bo", "1 commit, 0 lines of code added, 0 removed"),
        Row("Note", "Cut short."),
    )
    assert contribution_rows(None, language()) == ()


@pytest.fixture
def hostile(case: Any) -> Any:
    group = case.roster.groups[0]
    evidence = replace(
        case.evidence[group.id],
        documents=Documents(("*.pdf",), (replace(REPORT, path=f"{HOSTILE}.pdf", headings=(Heading(HOSTILE, 1, styled=True),)),)),
        contributions=Contributions((Contribution(HOSTILE, 3, 2, 1, (HOSTILE,)),)),
    )
    return case.course, group, case.marks, evidence


def test_both_reports_show_them_and_nothing_in_them_is_run(hostile: Any, group_file: Any) -> None:
    page = group_file(".html", *hostile)
    text = group_file(".md", *hostile)
    assert "Who committed what" in page
    assert "Who committed what" in text
    assert HOSTILE not in page
    assert HOSTILE not in text
