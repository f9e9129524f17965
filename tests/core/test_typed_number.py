from decimal import Decimal

import pytest

from grader.core.harmless import harmless
from grader.core.typed_number import typed_number


@pytest.mark.parametrize("text", ["0", "7.5", "-3", "+2", "100", "0.333333", "1E+1", "1e-6", "9999999999999"])
def test_a_number_is_taken_exactly_as_typed(text: str) -> None:
    assert typed_number(text) == Decimal(text)
    assert harmless(Decimal(text))


def test_zeros_at_the_end_are_no_decimals() -> None:
    assert str(typed_number("10.00000000")) == "10.000000"
    assert str(typed_number("0e-999999999")) == "0.000000"


@pytest.mark.parametrize(
    "text",
    ["", "good", "NaN", "-Infinity", "sNaN", "1e-999999999", "-1e-999999999", "1e999999999", "0e999999999", "1e13", "1e-7",
     "0.3333333", "1" * 41, "10 %"],
)  # fmt: skip
def test_what_is_no_number_of_points_is_none(text: str) -> None:
    assert typed_number(text) is None


@pytest.mark.parametrize("text", ["1e-999999999", "0e-999999999", "1e41", "1e-41", "NaN", "Infinity"])
def test_arithmetic_with_some_numbers_never_ends(text: str) -> None:
    assert not harmless(Decimal(text))
