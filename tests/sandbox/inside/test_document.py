from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.checks.section_names import section_found

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"
Read = Callable[..., dict[str, Any]]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Return a function that reads a PDF as the program in the sandbox does."""
    monkeypatch.syspath_prepend(str(INSIDE))
    module = importlib.import_module("document")

    def run(body: bytes, *names: str, seconds: float = 45) -> dict[str, Any]:
        (tmp_path / "given.pdf").write_bytes(body)
        inputs = {"document": str(tmp_path / "given.pdf")}
        document: dict[str, Any] = module.run({"names": list(names), "seconds": seconds}, inputs, "")[0]
        return document

    return run


def headings(found: dict[str, Any]) -> list[str]:
    return [one["text"] for one in found["headings"] if one["styled"]]


def columns(found: dict[str, Any]) -> list[int | None]:
    return [page["columns"] for page in found["looked_at"]]


def test_a_good_report_is_read_whole(read: Read, made_pdf: ModuleType) -> None:
    found = read(made_pdf.report(), "Ann Lee")
    assert (found["status"], found["pages"], columns(found)) == ("OK", 6, [2] * 6)
    assert {(page["width"], page["height"]) for page in found["looked_at"]} == {(215.9, 279.4)}
    assert [name for name in (*made_pdf.SECTIONS, "Abstract") if name not in headings(found)] == []
    assert (found["last_page"], found["references_page"]) == ("references", 6)
    assert (found["fonts_missing"], found["author_hints"], found["problems"]) == ([], [], [])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_columns_are_counted_by_where_the_text_stands(read: Read, made_pdf: ModuleType, count: int) -> None:
    assert columns(read(made_pdf.report(columns=count, pages=3))) == [count] * 3


def test_a_heading_is_found_by_its_number_too(read: Read, made_pdf: ModuleType) -> None:
    assert "3 Proposed Solution" in headings(read(made_pdf.report(numbered=True, pages=2)))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"references_apart": False, "pages": 1, "references": 4, "sections": ["Introduction"]},
            "words of other text stand before the references",
        ),
        ({"end": ["Conclusion", "We have shown that it works."]}, "'Conclusion' follows the references"),
        ({"end": ["A Appendix", "Some more figures."]}, "'A Appendix' follows the references"),
    ],
)
def test_a_last_page_with_other_text_is_told_from_one_with_references_only(
    read: Read, made_pdf: ModuleType, changes: dict[str, Any], why: str
) -> None:
    found = read(made_pdf.report(**{"pages": 3, "columns": 1, **changes}))
    assert found["last_page"] == "other"
    assert why in found["last_page_why"]


def test_a_report_without_references_says_so(read: Read, made_pdf: ModuleType) -> None:
    found = read(made_pdf.poster())
    assert (found["last_page"], found["references_page"]) == ("", None)


def test_fonts_that_the_file_does_not_bring_along_are_named(read: Read, made_pdf: ModuleType) -> None:
    found = read(made_pdf.report(embedded=False, pages=2))
    assert {"Times-Roman", "Times-Bold"} <= set(found["fonts_missing"])


@pytest.mark.parametrize("kind", [3, 42])
def test_the_fonts_of_plots_are_embedded(read: Read, kind: int) -> None:
    import io

    import matplotlib as mpl
    from matplotlib.figure import Figure

    out = io.BytesIO()
    with mpl.rc_context({"pdf.fonttype": kind}):
        figure = Figure()
        figure.add_subplot().set_title("Accuracy on the digits, −1 to 1")
        figure.savefig(out, format="pdf")
    found = read(out.getvalue())
    assert found["words"] > 5
    assert (len(found["fonts"]), found["fonts_missing"]) == (1, [])


def test_what_tells_the_authors_is_quoted(read: Read, made_pdf: ModuleType) -> None:
    line = "Ana Silva, Department of Informatics, ana@example.org"
    hints = read(made_pdf.report(author="Ana Silva", first_page=line, pages=2, columns=1), "Ana Silva", "Bo")["author_hints"]
    assert hints == [
        "the file says that its author is 'Ana Silva'",
        f"page 1 says '{line}'",
        "page 1 says 'ana@example.org'",
        "page 1 names 'Ana Silva', who committed to the repository",
    ]


@pytest.mark.parametrize(
    ("size", "turn", "expected"),
    [((841, 1189), 0, (841.0, 1189.0)), ((1189, 841), 0, (1189.0, 841.0)), ((841, 1189), 90, (841.0, 1189.0))],
)
def test_a_page_is_as_large_as_a_reader_shows_it(
    read: Read, made_pdf: ModuleType, size: tuple[int, int], turn: int, expected: tuple[float, float]
) -> None:
    page = read(made_pdf.poster((size[0] * 72 / 25.4, size[1] * 72 / 25.4), turn=turn))["looked_at"][0]
    assert (page["width"], page["height"]) == expected


def test_a_page_has_its_own_unit(read: Read, made_pdf: ModuleType) -> None:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1192 1685] /CropBox [0 0 1192 1685] /UserUnit 2 >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    found = read(made_pdf.raw([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page]))["looked_at"][0]
    assert (found["width"], found["height"]) == (841.0, 1188.9)


@pytest.mark.parametrize("count", [1, 2])
def test_text_without_spaces_is_read_too(read: Read, made_pdf: ModuleType, count: int) -> None:
    found = read(made_pdf.chinese(count))
    assert columns(found) == [count]
    assert headings(found) == ["摘要", "1 引言", "2 相关工作", "3 结论", "参考文献"]
    assert (found["references_page"], found["fonts_missing"]) == (1, ["STSongStd-Light"])


def test_a_heading_in_small_capitals_is_found(read: Read, made_pdf: ModuleType) -> None:
    found = read(made_pdf.small_capitals("I. Introduction", "II. Related Work", "References"))
    listed = [one["text"] for one in found["headings"]]
    assert section_found("introduction", listed)
    assert section_found("related work", listed)
    assert found["references_page"] == 1


def test_drawings_are_passed_over_and_text_that_looks_like_one_is_not(read: Read, made_pdf: ModuleType) -> None:
    found = read(made_pdf.drawn(3000, "Results 1 2 m 3 4 l S"))
    assert [one["text"] for one in found["headings"]] == []
    assert found["words"] == 16
    assert read(made_pdf.drawn(3000, "4 Results"))["headings"][0]["text"] == "4 Results"


def test_a_scan_has_pages_and_no_words(read: Read, made_pdf: ModuleType) -> None:
    found = read(made_pdf.scanned())
    assert (found["status"], found["pages"], found["words"]) == ("OK", 3, 0)
    assert [page["pictures"] for page in found["looked_at"]] == [1.0] * 3


def test_a_file_that_is_no_readable_pdf_is_named_for_what_it_is(read: Read, made_pdf: ModuleType) -> None:
    whole = made_pdf.report(pages=2)
    for body, status, message in (
        (made_pdf.jpeg(), "NO_PDF", "is no PDF but a JPEG picture, renamed"),
        (b"", "NO_PDF", "is empty"),
        (b"PK\x03\x04 word/document.xml", "NO_PDF", "an Office document"),
        (b"version https://git-lfs.github.com/spec/v1", "NO_PDF", "Git LFS pointer"),
        (made_pdf.report(pages=2, password="secret"), "ENCRYPTED", "asks for a password"),
        (whole[: len(whole) // 2], "CORRUPT", "is damaged"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 40, "CORRUPT", "is damaged"),
        (made_pdf.raw([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]), "CORRUPT", "no page"),
    ):
        found = read(body)
        assert (found["status"], message in found["message"]) == (status, True), found


def test_a_page_tree_that_goes_round_in_circles_ends(read: Read, made_pdf: ModuleType) -> None:
    kids = b"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 999999999 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    assert read(made_pdf.raw([b"<< /Type /Catalog /Pages 2 0 R >>", kids, page]))["pages"] == 1


def test_thousands_of_pages_are_counted_and_some_are_looked_at(read: Read, made_pdf: ModuleType) -> None:
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(6000))
    tree = b"<< /Type /Pages /Kids [%s] /Count 6000 >>" % kids
    pages = [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * 6000
    found = read(made_pdf.raw([b"<< /Type /Catalog /Pages 2 0 R >>", tree, *pages]))
    assert (found["pages"], len(found["looked_at"]), found["looked_at"][-1]["number"]) == (5000, 60, 5000)


def test_one_broken_page_leaves_the_others(read: Read, made_pdf: ModuleType) -> None:
    stream = zlib.compress(b"BT /F1 12 Tf (never shown) Tj ET")[:-8]
    broken = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox (a lie) /Contents 5 0 R >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>",
        broken,
    ]
    found = read(made_pdf.raw(objects))
    assert (found["status"], found["pages"]) == ("OK", 2)


def test_a_document_that_takes_too_long_is_read_as_far_as_time_allows(read: Read, made_pdf: ModuleType) -> None:
    found = read(made_pdf.report(pages=4), seconds=0)
    assert (found["pages"], found["looked_at"], found["problems"]) == (4, [], ["only 0 pages could be read in time"])
    assert found["last_page_why"] == "it could not be read"
