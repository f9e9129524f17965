from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.signal import convolve2d
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from grader.exercises import (
    check_convolution,
    check_folds,
    check_gradient,
    check_loss_falls,
    check_metrics,
    check_shapes,
    conv_parameters,
    conv_size,
    dense_parameters,
    same,
)

_RNG = np.random.default_rng(3)


@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3), elements=st.floats(-1e6, 1e6)))
def test_an_array_is_the_same_as_itself_and_not_as_another_shape(values: Any) -> None:
    same(values, values.copy())
    same({"a": (values, 1, "x", None, True)}, {"a": [values, 1.0, "x", None, True]})
    with pytest.raises(AssertionError, match="shape"):
        same(values[None], values)


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (np.zeros(3), np.array([0, 1e-3, 0]), r"differs in 1 of 3 numbers, first at \(1,\)"),
        ("1.0", 1.0, "should be 1.0"),
        (True, 1, "should be 1"),
        (None, 1, "is None"),
        ([1, 2], [1, 2, 3], "3 values"),
        ({"a": 1}, {"b": 1}, "keys"),
        (1, True, "should be True"),
        (1, "a", "should be 'a'"),
        (np.array([np.nan]), np.array([0.0]), "differs"),
        (np.array(["a"]), np.array([0.0]), "numbers"),
    ],
)
def test_what_differs_is_said(got: Any, expected: Any, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        same(got, expected)


def test_single_precision_is_compared_as_closely_as_it_can_be() -> None:
    same(np.float32(0.1) * np.ones(3, np.float32), 0.1 * np.ones(3))


def _loss(w: Any) -> float:
    return float((np.sin(w) * np.arange(w.size).reshape(w.shape)).sum())


def test_a_right_gradient_passes_and_wrong_ones_do_not() -> None:
    at = _RNG.normal(size=(3, 4))
    right = np.cos(at) * np.arange(12).reshape(3, 4)
    check_gradient(_loss, right, at, rng=_RNG)
    for wrong in (-right, right * 1.01, right + np.eye(3, 4), np.zeros((3, 4)), right.T, right * np.nan):
        with pytest.raises(AssertionError, match="gradient"):
            check_gradient(_loss, wrong, at, rng=_RNG)


@pytest.mark.parametrize(
    ("losses", "good"), [([4, 3, 1], True), ([4, 3, 3], False), ([4, np.nan, 1], False), ([4], False), ([[4, 1]], False)]
)
def test_a_loss_that_does_not_fall_is_named(losses: Any, good: bool) -> None:
    if good:
        check_loss_falls(losses, steps=3)
    else:
        with pytest.raises(AssertionError):
            check_loss_falls(losses)


@pytest.mark.parametrize(("samples", "k"), [(10, 5), (11, 3), (7, 7)])
def test_scikit_learns_folds_are_folds(samples: int, k: int) -> None:
    check_folds(list(KFold(k, shuffle=True, random_state=1).split(np.zeros(samples))), samples, k)


_FOLDS = [(np.array([2, 3]), np.array([0, 1])), (np.array([0, 1]), np.array([2, 3]))]


@pytest.mark.parametrize(
    ("folds", "words"),
    [
        (_FOLDS[:1], "2 folds"),
        ([(np.array([0, 1, 2, 3]), np.array([0, 1])), _FOLDS[1]], "validates on"),
        ([(np.array([2]), np.array([0, 1])), _FOLDS[1]], "uses 3 of the 4"),
        ([_FOLDS[0], _FOLDS[0]], "not validated exactly once"),
        ([(np.array([2, 3]), np.array([0, 4])), _FOLDS[1]], "outside"),
        ([(np.array([2, 3]), np.array([0, 0])), _FOLDS[1]], "twice"),
        ([(np.array([1, 2, 3]), np.array([0])), (np.array([0]), np.array([1, 2, 3]))], "even"),
        ([(np.array([0.5]), np.array([1])), _FOLDS[1]], "indices"),
    ],
)
def test_a_split_with_leakage_is_named(folds: Any, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        check_folds(folds, 4, 2)


def test_metrics_are_scikit_learns() -> None:
    truth, predicted = _RNG.integers(0, 4, 50), _RNG.integers(0, 4, 50)
    f1 = float(f1_score(truth, predicted, average="macro"))
    check_metrics({"f1": f1, "accuracy": float((truth == predicted).mean())}, truth, predicted)
    for wrong in ({"f1": f1 + 0.01}, {"f1": "0.5"}, {}, {"accuracy": True}):
        with pytest.raises(AssertionError):
            check_metrics(wrong, truth, predicted)  # type: ignore[arg-type]  # what students answer


@pytest.mark.parametrize(("padding", "stride", "flip"), [(0, 1, False), (1, 2, False), (2, 1, True)])
def test_a_convolution_by_hand_is_scipys(padding: int, stride: int, flip: bool) -> None:
    image, kernel = _RNG.normal(size=(7, 6)), _RNG.normal(size=(3, 2))
    padded, weights = np.pad(image, padding), kernel[::-1, ::-1] if flip else kernel
    rows = range(0, padded.shape[0] - 2, stride)
    columns = range(0, padded.shape[1] - 1, stride)
    by_hand = np.array([[(padded[r : r + 3, c : c + 2] * weights).sum() for c in columns] for r in rows])
    check_convolution(by_hand, image, kernel, padding=padding, stride=stride, flip=flip)
    assert by_hand.shape == (conv_size(7, 3, padding=padding, stride=stride), conv_size(6, 2, padding=padding, stride=stride))
    with pytest.raises(AssertionError):
        check_convolution(convolve2d(image, kernel), image, kernel)


def test_shapes_and_parameters_are_counted() -> None:
    check_shapes([np.zeros((2, 3)), (4,)], [(2, 3), (4,)])
    with pytest.raises(AssertionError, match="array 0"):
        check_shapes([np.zeros(3)], [(4,)])
    with pytest.raises(AssertionError, match="2 arrays"):
        check_shapes([np.zeros(3)], [(3,), (4,)])
    assert dense_parameters([784, 128, 10]) == 101_770
    assert dense_parameters([3, 2], bias=False) == 6
    assert conv_parameters(1, 32, (3, 3)) == 320


@pytest.mark.parametrize(
    "check", [check_gradient, check_folds, check_metrics, check_convolution, check_loss_falls, check_shapes, same]
)
def test_each_check_says_what_it_asks_for(check: Callable[..., Any]) -> None:
    assert "Raise" in str(check.__doc__) or "Compare" in str(check.__doc__)
