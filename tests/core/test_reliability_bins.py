from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.calibration_error import calibration_error
from grader.core.reliability_bins import reliability_bins


def test_a_bin_holds_the_digits_of_about_one_confidence() -> None:
    rows = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6]])
    low, high = reliability_bins(rows, np.array([0, 1, 1]))
    assert (low.digits, low.confidence, low.right) == (1, pytest.approx(0.6), 1.0)
    assert (high.digits, high.confidence, high.right) == (2, pytest.approx(0.9), 0.5)


@given(st.lists(st.tuples(st.floats(0.5, 1), st.integers(0, 1)), min_size=1, max_size=60))
def test_the_bins_add_up_to_the_calibration_error(answers: list[tuple[float, int]]) -> None:
    rows = np.array([[sure, 1 - sure] for sure, _ in answers])
    labels = np.array([label for _, label in answers])
    bins = reliability_bins(rows, labels)
    assert sum(one.digits for one in bins) == len(answers)
    gap = sum(one.digits * abs(one.right - one.confidence) for one in bins) / len(answers)
    assert gap == pytest.approx(calibration_error(rows, labels))
