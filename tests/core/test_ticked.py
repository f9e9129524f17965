from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.ticked import ticked

_OPTIONS = ("Dropout", "Weight decay, L2", "Weight decay", "More layers", "L1; or both")


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("", ()),
        ("Dropout", ("Dropout",)),
        ("Dropout, Weight decay, L2", ("Dropout", "Weight decay, L2")),
        ("Weight decay, Dropout", ("Weight decay", "Dropout")),
        ("Weight decay, L2, Weight decay", ("Weight decay, L2", "Weight decay")),
        ("dropout;MORE  layers", ("Dropout", "More layers")),
        ("L1; or both, Dropout", ("L1; or both", "Dropout")),
        ("Dropout, of my own, More layers", ("Dropout", "of my own", "More layers")),
        ("nothing of these", ("nothing of these",)),
        (",", (",",)),
    ],
)
def test_what_was_ticked_is_told_apart(text: str, boxes: tuple[str, ...]) -> None:
    assert tuple(box for box in ticked(text, _OPTIONS) if box) == tuple(box for box in boxes if box)


@given(st.lists(st.sampled_from(("a", "b, c", "d", "e; f", "g, h, i")), unique=True), st.sampled_from((", ", ";", ",")))
def test_what_was_joined_comes_apart_again(boxes: list[str], between: str) -> None:
    assert list(ticked(between.join(boxes), ("a", "b, c", "d", "e; f", "g, h, i"))) == boxes


def test_a_novel_full_of_commas_takes_no_time() -> None:
    assert ticked("x, " * 100_000, _OPTIONS) == (("x, " * 100_000).strip(),)


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(ticked(text, _OPTIONS), tuple)
