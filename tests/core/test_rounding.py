from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.rounding import half_up


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
