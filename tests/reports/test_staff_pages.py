"""What would reveal the held-out set stands on the pages for staff, and nowhere else."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.slug import slug
from grader.reports.digit_picture import digit_picture
from grader.reports.write_reports import write_reports
from grader.reports.wrong_digits import wrong_digits


@pytest.fixture(scope="module")
def out(case: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    write_reports(
        folder, case.course, case.roster, case.marks, case.evidence, yardsticks=case.yardsticks, generated_at="now",
        sandbox="bubblewrap", notebooks=case.notebooks, heldout=case.heldout,
    )  # fmt: skip
    return folder


def test_a_group_gets_no_held_out_digit_and_no_answer_to_one(case: Any, out: Path) -> None:
    pictures = {digit_picture(image) for image in case.heldout.images}
    answers = {one.answers for evidence in case.evidence.values() for one in evidence.evaluations if one.answers}
    assert len(pictures) == 2000
    for path in (out / "groups").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not any(picture in text for picture in pictures), path
        assert not any(answer[start : start + 40] in text for answer in answers for start in range(0, 2000, 40)), path
        assert "Digits it gets wrong" not in text


def test_staff_see_the_digits_with_what_they_are_and_what_the_model_said(case: Any, out: Path, read_page: Any) -> None:
    text = (out / "staff" / "group-1.html").read_text(encoding="utf-8")
    page = " ".join(read_page(text).text.split())
    assert "24 digits; 0 of them no other group's model gets wrong." in page
    first = next(index for index in range(2000) if case.evidence["Group 1"].evaluations[0].answers[index] != str(index // 200))
    assert digit_picture(case.heldout.images[first]) in text
    assert page.count("→") - page.count("→ Max") >= 24
    assert text.count('<img src="data:image/png;base64,') == 24


def test_at_most_sixty_digits_are_shown_those_of_this_model_alone_first(case: Any) -> None:
    hostile = case.roster.groups[3].id
    counted = {name: one.evaluations[0] for name, one in case.evidence.items()}
    shown = wrong_digits(counted, case.heldout)[hostile]
    assert shown.wrong > 60
    assert len(shown.alone) + len(shown.others) == 60
    assert len(shown.alone) == min(shown.only_here, 60)
    for one in (*shown.alone, *shown.others):
        assert one.answer != str(one.truth)
        assert one.truth == case.heldout.labels[one.number]
        assert one.answer == counted[hostile].answers[one.number].replace("-", "")


def test_evidence_of_other_held_out_digits_brings_no_pictures(case: Any) -> None:
    from dataclasses import replace

    short = replace(case.evidence["Group 1"].evaluations[0], answers="01")
    assert wrong_digits({"Group 1": short}, case.heldout) == {}
    assert wrong_digits({"Group 1": short}, None) == {}


def test_a_picture_is_a_png_of_just_these_pixels() -> None:
    image = np.arange(28 * 28, dtype=np.uint32).reshape(28, 28).astype(np.uint8)
    body = base64.b64decode(digit_picture(image).partition(",")[2])
    assert body.startswith(b"\x89PNG\r\n\x1a\n")
    size = int.from_bytes(body[33:37])
    rows = zlib.decompress(body[41 : 41 + size])
    assert [rows[29 * y + 1 : 29 * y + 29] for y in range(28)] == [image[y].tobytes() for y in range(28)]


def test_the_page_to_hand_out_links_to_nothing_of_staff(case: Any, out: Path) -> None:
    for group in case.roster.groups:
        text = (out / "groups" / f"{slug(group.id)}.html").read_text(encoding="utf-8")
        assert "staff/" not in text
        assert "index.html" not in text
