import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax, softmax

from grader.core.probabilities import probabilities

anything = arrays(np.float32, (5, 10), elements=st.floats(width=32))
LOGITS = np.random.default_rng(1).normal(0, 4, (50, 10)).astype(np.float32)


def test_logits_and_their_logarithms_become_scipys_softmax() -> None:
    expected = softmax(LOGITS.astype(np.float64), axis=1)
    for outputs in ("logits", "", "not finite", "?"):
        assert probabilities(LOGITS, outputs) == pytest.approx(expected, abs=1e-9)
    assert probabilities(log_softmax(LOGITS.astype(np.float64), axis=1), "log-softmax") == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("outputs", ["softmax", "sigmoid", ""])
def test_shares_are_divided_by_their_sum(outputs: str) -> None:
    shares = np.random.default_rng(2).random((50, 10))
    assert probabilities(shares, outputs) == pytest.approx(shares / shares.sum(axis=1, keepdims=True), abs=1e-12)


def test_logits_that_happen_to_lie_within_0_and_1_stay_logits_where_that_is_known() -> None:
    given_scores = np.random.default_rng(3).random((50, 10))
    assert probabilities(given_scores, "logits") == pytest.approx(softmax(given_scores, axis=1), abs=1e-12)


def test_a_softmax_that_cannot_be_one_is_read_as_logits() -> None:
    assert probabilities(LOGITS, "softmax") == pytest.approx(softmax(LOGITS.astype(np.float64), axis=1), abs=1e-9)


def test_a_row_that_says_nothing_makes_every_class_as_likely_and_changes_no_other_row() -> None:
    scores = np.eye(10)
    scores[3] = 0
    scores[4, 2] = np.nan
    found = probabilities(scores, "softmax")
    assert np.array_equal(found[3], np.full(10, 0.1))
    assert np.array_equal(found[4], np.full(10, 0.1))
    assert np.array_equal(np.delete(found, [3, 4], axis=0), np.delete(np.eye(10), [3, 4], axis=0))


@given(anything, st.sampled_from(["softmax", "sigmoid", "logits", "log-softmax", "not finite", ""]))
def test_whatever_comes_in_rows_of_probabilities_come_out(scores: np.ndarray, outputs: str) -> None:
    found = probabilities(scores, outputs)
    assert ((found >= 0) & (found <= 1)).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-9)
