from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from grader.checks import CHECKS
from grader.checks.section_names import section_found
from grader.core.document_facts import DocumentFacts, DocumentStatus, Heading, PageFacts
from grader.core.documents import Documents
from grader.core.evidence import Evidence, RunStatus, Submission
from grader.core.scores import Finding, State

Build = Callable[..., Evidence]
AAAI = {
    "file": "report*.pdf",
    "pages": {"at_most": 6},
    "page": "us letter",
    "columns": 2,
    "last_page": "references",
    "sections": ("abstract", "introduction", "related work", "proposed solution", "experiments", "conclusion"),
    "fonts": "embedded",
    "blind": True,
}
NAMES = (
    "Abstract",
    "1 Introduction",
    "2. Background",
    "3 Our Approach",
    "IV. EXPERIMENTAL RESULTS",
    "Conclusion and Future Work",
)
GOOD = DocumentFacts(
    "docs/Report_Group1.pdf",
    "a" * 64,
    100_000,
    DocumentStatus.OK,
    pages=6,
    looked_at=tuple(PageFacts(number, 215.9, 279.4, 800, 2, 0.1) for number in range(1, 7)),
    words=4800,
    headings=tuple(Heading(name, 1, styled=True) for name in NAMES),
    last_page="references",
    references_page=6,
    fonts=("NimbusRomNo9L",),
)


@pytest.fixture
def find(evidence: Build) -> Callable[..., Finding]:
    def ask(facts: DocumentFacts | None, options: dict[str, Any] | None = None, **more: Any) -> Finding:
        asked = AAAI if options is None else options
        documents = Documents((str(asked.get("file", "*.pdf")),), () if facts is None else (facts,))
        return CHECKS["document"].find(evidence(documents=documents, **more), asked)

    return ask


Find = Callable[..., Finding]


def test_a_report_that_meets_everything_has_all_points_and_each_is_named(find: Find) -> None:
    found = find(GOOD)
    assert found.value == 1.0
    for word in (
        "docs/Report_Group1.pdf: met:",
        "6 pages",
        "us letter",
        "2 columns",
        "references only",
        "6 sections",
        "embedded",
    ):
        assert word in found.reason


@pytest.mark.parametrize(
    ("change", "lost", "words"),
    [
        ({"pages": 7}, Fraction(1), "7 pages, at most 6 asked"),
        ({"last_page": "other", "last_page_why": "40 words stand before"}, Fraction(1), "40 words stand before"),
        ({"headings": GOOD.headings[:-1]}, Fraction(1, 6), "no section that is called conclusion"),
        ({"headings": ()}, Fraction(1), "abstract, introduction"),
        ({"fonts_missing": ("Arial", "Times", "Courier", "Symbol")}, Fraction(1), "Arial, Times, Courier and 1 more"),
        ({"author_hints": ("page 1 names 'Ann'",)}, Fraction(1), "page 1 names 'Ann'"),
        ({"looked_at": tuple(replace(page, columns=1) for page in GOOD.looked_at)}, Fraction(1), "1 column, 2 asked"),
        ({"looked_at": (replace(GOOD.looked_at[0], width=210.0, height=297.0),)}, Fraction(1), "page 1 is 210 × 297 mm"),
    ],
)
def test_each_requirement_that_is_not_met_costs_its_share_and_is_named_first(
    find: Find, change: dict[str, Any], lost: Fraction, words: str
) -> None:
    found = find(replace(GOOD, **change))
    assert found.value == pytest.approx(float(1 - lost / 7))
    assert words in found.reason.partition(" met: ")[2].partition(". met:")[0]


def test_one_page_of_tables_is_no_other_layout(find: Find) -> None:
    pages = (*GOOD.looked_at[:5], replace(GOOD.looked_at[5], columns=1))
    assert find(replace(GOOD, looked_at=pages)).value == 1.0


def test_a_short_report_needs_no_page_of_its_own_for_the_references(find: Find) -> None:
    short = replace(GOOD, pages=5, last_page="other", last_page_why="40 words of other text", references_page=5)
    assert find(short).value == 1.0
    assert find(replace(short, pages=6)).value < 1
    assert find(replace(short, last_page="", references_page=None)).value < 1


@pytest.mark.parametrize(
    ("size", "asked", "value"),
    [
        ((841, 1189), "a0 portrait", 1.0),
        ((843, 1185), "A0 portrait", 1.0),
        ((1189, 841), "a0 portrait", 0.0),
        ((1189, 841), "a0 landscape", 1.0),
        ((1189, 841), "a0", 1.0),
        ((594, 841), "a0 portrait", 0.0),
        ((841, 1189), "841 x 1189 mm", 1.0),
        ((1189, 841), "841 × 1189 mm", 0.0),
        ((216, 279), "letter", 1.0),
    ],
)
def test_paper_has_a_name_or_a_size_and_a_tolerance(find: Find, size: tuple[int, int], asked: str, value: float) -> None:
    poster = replace(GOOD, pages=1, looked_at=(PageFacts(1, *map(float, size), 300, 3, 0.5),))
    assert find(poster, {"page": asked}).value == value
    assert find(poster, {"page": asked, "tolerance": 0}).value == (value if size != (843, 1185) and asked != "letter" else 0.0)


def test_a_scan_is_measured_by_its_pages_and_its_text_is_missing(find: Find) -> None:
    pictures = tuple(replace(page, words=0, columns=None, pictures=1.0) for page in GOOD.looked_at)
    scan = replace(GOOD, words=0, looked_at=pictures, headings=(), fonts=(), last_page="")
    found = find(scan)
    assert found.value == pytest.approx(2 / 7)
    assert "(scanned?)" in found.reason


@pytest.mark.parametrize(
    "status",
    [DocumentStatus.CORRUPT, DocumentStatus.ENCRYPTED, DocumentStatus.NO_PDF, DocumentStatus.TOO_LARGE, DocumentStatus.MEMORY],
)
def test_a_file_that_cannot_be_read_earns_nothing_and_says_why(find: Find, status: DocumentStatus) -> None:
    found = find(DocumentFacts("report.pdf", "", 10, status, "is not what it seems"))
    assert (found.value, found.earns_nothing) == (0.0, True)
    assert found.reason == "report.pdf is not what it seems"


def test_a_document_that_is_not_there_earns_nothing(find: Find) -> None:
    found = find(None)
    assert (found.value, found.earns_nothing, found.reason) == (0.0, True, "no file 'report*.pdf' is committed")
    assert find(replace(GOOD, path="poster.pdf")).earns_nothing


def test_a_repository_that_is_not_there_says_so(find: Find) -> None:
    gone = Submission("g01", "repo", "", "", status=RunStatus.MISSING, message="The repository is empty.")
    assert "The repository is empty." in find(None, submission=gone).reason


def test_a_document_that_nobody_looked_for_costs_no_point(evidence: Build) -> None:
    found = CHECKS["document"].find(evidence(documents=Documents(("poster.pdf",), (GOOD,))), AAAI)
    assert (found.value, found.state) == (None, State.NOT_READY)


def test_without_requirements_a_pdf_that_can_be_read_is_enough(find: Find) -> None:
    assert find(GOOD, {}).value == 1.0


def test_the_first_of_several_counts_and_the_others_are_named(evidence: Build) -> None:
    both = Documents(("report*.pdf",), (GOOD, replace(GOOD, path="old/report-1.pdf", pages=9)))
    found = CHECKS["document"].find(evidence(documents=both), AAAI)
    assert found.value == 1.0
    assert "also there: old/report-1.pdf" in found.reason


@pytest.mark.parametrize(
    ("section", "heading"),
    [
        ("related work", "2 Related Works"),
        ("Related Work", "II. BACKGROUND"),
        ("proposed solution", "3.1 Methodology"),
        ("proposed solution", "Our Model and Training"),
        ("experiments", "Experiments & Results"),
        ("experiments", "五、实验结果"),
        ("conclusion", "Conclusions and Future Work"),
        ("introduction", "1 Introduction"),
        ("introduction", "第一章 引言"),
        ("introduction", "I N T R O D U C T I O N"),
        ("introduction", "I. I NTRODUCTION"),
        ("related work", "II. R ELATED W ORK"),
        ("abstract", "A BSTRACT"),
        ("plan", "Timeline"),
        ("ethics statement", "Ethics Statement"),
    ],
)
def test_a_section_is_known_by_its_usual_names(section: str, heading: str) -> None:
    assert section_found(section, ["Something Else", heading]) == heading


@pytest.mark.parametrize(
    ("section", "heading"), [("plan", "Planes"), ("conclusion", "Introduction"), ("ethics", "Ethics Statement")]
)
def test_another_heading_is_another_section(section: str, heading: str) -> None:
    assert section_found(section, [heading]) == ""
