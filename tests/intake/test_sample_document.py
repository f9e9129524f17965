from __future__ import annotations

import pytest

from grader.core.paper import read_paper
from grader.intake.sample_document import sample_document

TEXT = (
    "a0 portrait, 3 columns\n\n# A heading\n\n" + "Words of a paragraph. " * 90 + "\n---\n# References\n\n[1] Somebody. 1989.\n"
)


def test_the_same_text_gives_the_same_bytes_of_a_pdf() -> None:
    made = sample_document(TEXT)
    assert made.startswith(b"%PDF-")
    assert made == sample_document(TEXT)


def test_it_has_the_size_and_the_pages_that_the_text_says() -> None:
    import io

    import pdfplumber

    with pdfplumber.open(io.BytesIO(sample_document(TEXT))) as read:
        assert len(read.pages) == 2
        size = [float(side) * 25.4 / 72 for side in (read.pages[0].width, read.pages[0].height)]
        assert "Somebody" in read.pages[1].extract_text()
    paper = read_paper("a0 portrait")
    assert paper
    assert paper.fits(size[0], size[1], 1)


@pytest.mark.parametrize("head", ["# No paper", "a17, 2 columns", "a4"])
def test_a_text_that_does_not_say_its_paper_is_refused(head: str) -> None:
    with pytest.raises(ValueError, match="such as 'us letter, 2 columns'"):
        sample_document(f"{head}\n\nText.\n")
