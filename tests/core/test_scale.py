from decimal import Decimal

import pytest

from grader.core.rubric import Scale
from grader.core.scale import grade


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
