from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.rounding import at_most_four_decimals, half_up, steady


@pytest.mark.parametrize(
    ("value", "step", "rounded"),
    [
        ("59.5", "1", "60"),
        ("59.49999", "1", "59"),
        ("0.5", "1", "1"),
        ("2.5", "1", "3"),
        ("-0.5", "1", "0"),
        ("77.125", "0.25", "77.25"),
    ],
)
def test_a_half_goes_up(value: str, step: str, rounded: str) -> None:
    assert half_up(Decimal(value), Decimal(step)) == Decimal(rounded)


def test_a_half_made_of_thirds_goes_up_too() -> None:
    third = Decimal(1) / Decimal(3)
    assert third * Decimal("178.5") < Decimal("59.5")
    assert half_up(third * Decimal("178.5")) == 60


@given(
    st.fractions(-200, 200, max_denominator=10**6), st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("0.1"), Decimal("0.25")])
)
def test_rounding_moves_by_at_most_half_a_step_and_twice_is_once(value: Fraction, step: Decimal) -> None:
    once = half_up(value, step)
    assert abs(Fraction(once) - value) <= Fraction(step) / 2
    assert half_up(once, step) == once


def test_the_noise_of_a_division_is_no_difference() -> None:
    third = Decimal(1) / Decimal(3)
    assert third * 3 < 1
    assert steady(third * 3) == 1
    assert steady(Decimal("0.999999999999")) < 1


@pytest.mark.parametrize(
    ("points", "text"),
    [
        ("0", "0"),
        ("30", "30"),
        ("100", "100"),
        ("1E+2", "100"),
        ("0.33333333333333333", "0.3333"),
        ("2.125", "2.125"),
        ("0.00005", "0.0001"),
    ],
)
def test_points_are_said_with_as_many_decimals_as_they_need(points: str, text: str) -> None:
    assert at_most_four_decimals(Decimal(points)) == text
