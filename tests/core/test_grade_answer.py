from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.answer_key import Credit, Kind, Question, Void
from grader.core.grade_answer import grade_answer

_SINGLE = Question("q", "Q", Kind.SINGLE, Decimal(3), (("Flatten",),), ("Dense", "Flatten", "Conv2D", "Other, maybe"))
_BOXES = Question(
    "q", "Q", Kind.CHECKBOXES, Decimal(3), (("A", "B, or so"),), ("A", "B, or so", "C", "D"), credit=Credit.PER_OPTION,
    floor=Decimal(0),
)  # fmt: skip
_NUMBER = Question("q", "Q", Kind.NUMBER, Decimal(2), (("0.25",),), tolerance=Decimal("0.01"))
_TEXT = Question("q", "Q", Kind.TEXT, Decimal(1), (("softmax",), ("soft max",)))


@pytest.mark.parametrize(
    ("question", "answer", "points"),
    [
        (_SINGLE, "Flatten", 3),
        (_SINGLE, " ＦＬＡＴＴＥＮ ", 3),
        (_SINGLE, "Dense", 0),
        (_SINGLE, "", 0),
        (replace(_SINGLE, guessing=True), "Dense", -1),
        (replace(_SINGLE, guessing=True), "", 0),
        (replace(_SINGLE, guessing=True, floor=Decimal("-0.5")), "Dense", Fraction(-1, 2)),
        (replace(_SINGLE, wrong=Decimal("-0.25")), "Dense", Fraction(-1, 4)),
        (replace(_SINGLE, void=Void.EVERYONE), "", 3),
        (replace(_SINGLE, void=Void.EXCLUDED), "Flatten", 0),
        (replace(_BOXES, credit=Credit.ALL_OR_NOTHING), "A, B, or so", 3),
        (replace(_BOXES, credit=Credit.ALL_OR_NOTHING), "B, or so;A", 3),
        (replace(_BOXES, credit=Credit.ALL_OR_NOTHING), "A, B, or so, C", 0),
        (replace(_BOXES, credit=Credit.ALL_OR_NOTHING), "A", 0),
        (_BOXES, "A, B, or so", 3),
        (_BOXES, "A", Fraction(3, 2)),
        (_BOXES, "A, C", 0),
        (_BOXES, "C, D", 0),
        (_BOXES, "A, B, or so, C, D", 0),
        (replace(_BOXES, floor=None), "C, D", -3),
        (replace(_BOXES, wrong=Decimal("-0.5")), "A, C", 1),
        (replace(_BOXES, wrong=Decimal(0)), "A, C", Fraction(3, 2)),
        (replace(_BOXES, accepted=(("A", "B, or so"), ("C",))), "C", 3),
        (_BOXES, "A, something else", 0),
        (_NUMBER, "0.25", 2),
        (_NUMBER, "0,26", 2),
        (_NUMBER, ".24", 2),
        (_NUMBER, "2.5e-1", 2),
        (_NUMBER, "０．２５", 2),
        (_NUMBER, "0.2601", 0),
        (_NUMBER, "0,250", 2),
        (replace(_NUMBER, accepted=(("250",),)), "0,250", 0),
        (_NUMBER, "\u22120.25", 0),
        (_NUMBER, "a quarter", 0),
        (replace(_NUMBER, accepted=(("1234",),)), "1,234", 2),
        (replace(_NUMBER, accepted=(("1234.5",),)), "1.234,5", 2),
        (replace(_NUMBER, accepted=(("200",),), tolerance=Decimal("0.02"), relative=True), "196", 2),
        (replace(_NUMBER, accepted=(("200",),), tolerance=Decimal("0.02"), relative=True), "195.9", 0),
        (_TEXT, "Soft   MAX", 1),
        (_TEXT, "ｓｏｆｔｍａｘ", 1),
        (_TEXT, "soft-max", 0),
    ],
)
def test_an_answer_earns_what_the_key_says(question: Question, answer: str, points: float | Fraction) -> None:
    assert grade_answer(question, answer) == points


@given(st.sets(st.sampled_from(_BOXES.options)), st.decimals(-3, 0, places=2), st.decimals(-3, 0, places=2))
def test_boxes_earn_at_least_the_floor_and_at_most_the_points(boxes: set[str], wrong: Decimal, floor: Decimal) -> None:
    question = replace(_BOXES, wrong=wrong, floor=floor)
    points = grade_answer(question, ", ".join(sorted(boxes)))
    assert Fraction(floor) <= points <= 3
    right, others = len(boxes & {"A", "B, or so"}), len(boxes & {"C", "D"})
    assert points == (max(Fraction(floor), Fraction(3, 2) * right + Fraction(wrong) * others) if boxes else 0)


@given(st.integers(2, 9))
def test_guessing_among_all_options_earns_nothing_on_average(options: int) -> None:
    names = tuple(f"option {n}" for n in range(options))
    question = Question("q", "Q", Kind.SINGLE, Decimal(2), ((names[0],),), names, guessing=True)
    assert sum(grade_answer(question, name) for name in names) == 0
