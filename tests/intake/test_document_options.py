from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from grader.checks import CHECKS
from grader.core.documents import wanted_documents
from grader.core.errors import InputError
from grader.core.rubric import Course
from grader.intake.rubric import read_rubric

_RUBRIC = """\
course: C
components:
  report:
    weight: 100
    criteria:
      form:
        points: 10
        check: document
        with:
"""
_WHOLE = """
          file: "report*.pdf"
          pages: {at_most: 6}
          page: us letter
          tolerance: 3
          columns: 2
          last_page: references
          sections: [abstract, introduction, related work]
          fonts: embedded
          blind: true
"""


def _read(tmp_path: Path, options: str) -> Course:
    path = tmp_path / "r.yaml"
    path.write_text(_RUBRIC + options)
    return read_rubric(path, checks={name: check.options for name, check in CHECKS.items()})


def test_what_is_asked_of_a_document_is_read(tmp_path: Path) -> None:
    course = _read(tmp_path, _WHOLE)
    assert course.components[0].criteria[0].options == {
        "file": "report*.pdf",
        "pages": {"at_most": 6},
        "page": "us letter",
        "tolerance": Decimal(3),
        "columns": 2,
        "last_page": "references",
        "sections": ("abstract", "introduction", "related work"),
        "fonts": "embedded",
        "blind": True,
    }
    assert wanted_documents(course) == ("report*.pdf",)


def test_without_a_pattern_any_pdf_is_wanted(tmp_path: Path) -> None:
    assert wanted_documents(_read(tmp_path, "          columns: 1")) == ("*.pdf",)


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("file: /etc/passwd", "leaves the group's repository"),
        ("file: ../report.pdf", "leaves the group's repository"),
        ("file: report.docx", "no pattern for PDFs"),
        ("pages: 6", "must be keys with values"),
        ("pages: {most: 6}", "unknown key 'most'"),
        ("pages: {at_most: 0}", "must be from 1"),
        ("pages: {at_least: 7, at_most: 6}", "at least 7 and at most 6"),
        ("pages: {at_most: 6.5}", "a whole number"),
        ("page: a00 portrait", "such as a4"),
        ("tolerance: 5 mm", "must be a number"),
        ("tolerance: -1", "from 0 to 100"),
        ("columns: 0", "from 1 to 6"),
        ("columns: two", "must be a number"),
        ("last_page: refs", "must be one of references"),
        ("sections: abstract", "must be a list"),
        ("sections: []", "names no section"),
        ("sections: [abstract, abstract]", "named twice"),
        ("fonts: all", "must be one of embedded"),
        ("blind: maybe", "true or false"),
        ("collumns: 2", "did you mean 'columns'"),
    ],
)
def test_a_wrong_option_is_refused_with_its_line_and_a_hint(tmp_path: Path, option: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, f"          {option}\n")
    assert caught.value.line == 10
    assert says in f"{caught.value.what} {caught.value.hint}"
