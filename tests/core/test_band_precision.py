from __future__ import annotations

import math
from decimal import Decimal

import pytest

from grader.core.band_precision import band_precision
from grader.core.bands import support_points
from grader.core.rubric import Band

BANDS = (Band("constant", Decimal(0)), Band("linear", Decimal(15)), Band("cnn", Decimal(36)), Band(0.995, Decimal(40)))
KNOWN = {"constant": 0.1, "linear": 0.9, "cnn": 0.99}


def test_one_standard_error_is_worth_the_slope_times_it() -> None:
    _, middle, last = band_precision(support_points(BANDS, KNOWN, Decimal(40)), 10_000)
    error = math.sqrt(0.945 * 0.055 / 10_000)
    assert (middle.low, middle.high, middle.points, middle.narrow) == (0.9, 0.99, 21, False)
    assert middle.standard_error == pytest.approx(error)
    assert middle.worth == pytest.approx(21 / 0.09 * error)
    assert not last.narrow


def test_a_band_narrower_than_the_interval_says_so() -> None:
    assert [line.narrow for line in band_precision(support_points(BANDS, KNOWN, Decimal(40)), 500)] == [False, False, True]


def test_a_step_is_worth_all_its_points_and_a_flat_line_nothing() -> None:
    step = (Band(0.9, Decimal(1)), Band("cnn", Decimal(5)), Band(0.95, Decimal(5)))
    line, *rest = band_precision(support_points(step, {"cnn": 0.9}, Decimal(5)), 100)
    assert (line.worth, line.narrow, rest) == (4, True, [])
