"""Log loss, Brier score and calibration error, against scikit-learn."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from grader.core.brier import brier
from grader.core.calibration_error import BINS, calibration_error
from grader.core.log_loss import digit_losses, log_loss

LABELS = list(range(10))


def drawn(seed: int, sharpness: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    raw = random.gamma(1 / sharpness, size=(300, 10)) + 1e-300
    return raw / raw.sum(axis=1, keepdims=True), random.integers(0, 10, 300)


cases = st.builds(drawn, st.integers(0, 10_000), st.sampled_from([0.5, 2.0, 20.0]))


@given(cases)
def test_log_loss_is_scikit_learns(case: tuple[np.ndarray, np.ndarray]) -> None:
    given_probabilities, labels = case
    expected = sklearn.metrics.log_loss(labels, given_probabilities, labels=LABELS)
    assert log_loss(given_probabilities, labels) == pytest.approx(expected, abs=1e-9)
    assert digit_losses(given_probabilities, labels).mean() == pytest.approx(expected, abs=1e-9)


@given(cases)
def test_brier_is_scikit_learns(case: tuple[np.ndarray, np.ndarray]) -> None:
    given_probabilities, labels = case
    expected = sklearn.metrics.brier_score_loss(labels, given_probabilities, labels=LABELS, scale_by_half=False)
    assert brier(given_probabilities, labels) == pytest.approx(expected, abs=1e-9)


@given(cases)
def test_the_calibration_error_is_that_of_scikit_learns_curve(case: tuple[np.ndarray, np.ndarray]) -> None:
    given_probabilities, labels = case
    sure, right = given_probabilities.max(axis=1), given_probabilities.argmax(axis=1) == labels
    share, mean = calibration_curve(right, sure, n_bins=BINS)
    counts = np.bincount(np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], sure), minlength=BINS)
    expected = (counts[counts > 0] * np.abs(share - mean)).sum() / len(labels)
    assert calibration_error(given_probabilities, labels) == pytest.approx(expected, abs=1e-9)


def test_a_sure_model_that_is_always_right_loses_nothing_and_one_always_wrong_the_most() -> None:
    sure, labels = np.eye(10), np.arange(10)
    wrong = (labels + 1) % 10
    assert (brier(sure, labels), calibration_error(sure, labels)) == (0, 0)
    assert log_loss(sure, labels) == pytest.approx(0, abs=1e-15)
    assert (brier(sure, wrong), calibration_error(sure, wrong)) == (2, 1)
    assert log_loss(sure, wrong) == pytest.approx(36.04, abs=0.01)


def test_knowing_nothing_costs_what_the_docstrings_say() -> None:
    nothing, labels = np.full((1000, 10), 0.1), np.arange(1000) % 10
    assert log_loss(nothing, labels) == pytest.approx(math.log(10))
    assert brier(nothing, labels) == pytest.approx(0.9)
    assert calibration_error(nothing, labels) == pytest.approx(0)


@pytest.mark.parametrize("score", [log_loss, brier, calibration_error])
def test_without_digits_there_is_no_score(score: Callable[..., float]) -> None:
    with pytest.raises(ValueError, match="0 labels"):
        score(np.zeros((0, 10)), np.zeros(0, np.int64))
