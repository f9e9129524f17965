from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.rubric import Letter, Scale
from grader.core.scale import grade, pass_percent, passes


def scale(low: str, high: str, step: str) -> Scale:
    return Scale(Decimal(low), Decimal(high), Decimal(step))


@pytest.mark.parametrize(
    ("percent", "on", "shown"),
    [
        ("59.5", Scale(), "60"),
        ("100", Scale(), "100"),
        ("0", Scale(), "0"),
        ("50", scale("1", "6", "0.25"), "3.5"),
        ("50", scale("1", "6", "0.1"), "3.5"),
        ("73", scale("0", "20", "0.5"), "14.5"),
        ("100", scale("5", "1", "0.1"), "1"),
        ("0", scale("5", "1", "0.1"), "5"),
        ("100", scale("0", "10", "3"), "9"),
        ("95", scale("0", "10", "6"), "10"),
    ],
)
def test_a_total_becomes_a_grade_without_trailing_zeros(percent: str, on: Scale, shown: str) -> None:
    assert grade(Decimal(percent), on) == shown


LETTERS = Scale(
    step=Decimal("0.01"),
    passed=Decimal(60),
    letters=tuple(Letter(name, Decimal(at)) for name, at in (("A+", 90), ("A", 85), ("B", 70), ("C", 60), ("F", 0))),
)
SWISS = Scale(Decimal(1), Decimal(6), Decimal("0.1"), Decimal(4))
PASS_FAIL = Scale(step=Decimal("0.01"), passed=Decimal(50), letters=(Letter("pass", Decimal(50)), Letter("fail", Decimal(0))))
GERMAN = Scale(Decimal(5), Decimal(1), Decimal("0.1"), Decimal(4))


@pytest.mark.parametrize(
    ("percent", "on", "shown", "passed"),
    [
        ("90", LETTERS, "A+", True),
        ("89.994", LETTERS, "A", True),
        ("89.995", LETTERS, "A+", True),
        ("59.99", LETTERS, "F", False),
        ("0", LETTERS, "F", False),
        ("59", SWISS, "4", True),
        ("58.9", SWISS, "3.9", False),
        ("50", PASS_FAIL, "pass", True),
        ("49.9", PASS_FAIL, "fail", False),
        ("69.5", Scale(passed=Decimal(70)), "70", True),
        ("25", GERMAN, "4", True),
        ("20", GERMAN, "4.2", False),
    ],
)
def test_scales_of_many_countries(percent: str, on: Scale, shown: str, passed: bool) -> None:
    assert grade(Decimal(percent), on) == shown
    assert passes(Decimal(percent), on) is passed


@pytest.mark.parametrize(("on", "best"), [(Scale(), "59"), (SWISS, "3.9"), (LETTERS, "F"), (PASS_FAIL, "fail"), (GERMAN, "4.1")])
def test_who_fails_whatever_the_total_gets_the_best_grade_that_does_not_pass_at_most(on: Scale, best: str) -> None:
    assert grade(Decimal(97), on, failed=True) == best
    assert grade(Decimal(3), on, failed=True) == grade(Decimal(3), on)


def test_where_everything_passes_the_lowest_letter_is_left() -> None:
    every = Scale(passed=Decimal(0), letters=(Letter("A", Decimal(50)), Letter("B", Decimal(0))))
    assert grade(Decimal(80), every, failed=True) == "B"


def test_the_pass_mark_in_percent() -> None:
    assert [pass_percent(on) for on in (Scale(), SWISS, LETTERS)] == [Decimal(60), Decimal(60), Decimal(60)]
    assert pass_percent(Scale(Decimal(1), Decimal(1), passed=Decimal(1))) is None


@given(st.decimals(0, 100, places=3), st.decimals(0, 100, places=3), st.sampled_from([Scale(), SWISS, LETTERS, GERMAN]))
def test_who_passes_still_passes_with_more(one: Decimal, other: Decimal, on: Scale) -> None:
    fewer, more = sorted((one, other))
    assert passes(more, on) or not passes(fewer, on)
