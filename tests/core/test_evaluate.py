from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from grader.core.evaluate import answers, compare, read_scores
from grader.core.evidence import RunStatus


def npy(array: np.ndarray) -> bytes:
    body = io.BytesIO()
    np.save(body, array, allow_pickle=False)
    return body.getvalue()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 9)), min_size=1, max_size=200))
def test_counts_are_scikit_learns_and_an_invalid_answer_is_wrong(pairs: list[tuple[int, int]]) -> None:
    labels, classes = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    found = compare(classes, labels)
    valid = classes >= 0
    expected = confusion_matrix(labels[valid], classes[valid], labels=range(10)) if valid.any() else np.zeros((10, 10))
    assert np.array_equal(found.confusion, expected)
    assert found.samples == len(pairs)
    assert found.correct == int((labels == classes).sum())
    assert sum(found.class_counts) == len(pairs)
    assert found.interval[0] <= found.correct / found.samples <= found.interval[1]


def test_a_row_with_nan_is_no_answer_not_class_zero() -> None:
    scores = np.eye(10, dtype=np.float32)
    scores[3, 5] = np.nan
    scores[4, 0] = np.inf
    given_answers = answers(scores)
    assert given_answers.status is RunStatus.OK
    assert list(given_answers.classes) == [0, 1, 2, -1, -1, 5, 6, 7, 8, 9]
    assert "2 of 10" in given_answers.message


def test_nothing_but_nan_is_invalid_and_says_so() -> None:
    given_answers = answers(np.full((7, 10), np.nan, dtype=np.float32))
    assert given_answers.status is RunStatus.INVALID
    assert "NaN" in given_answers.message


def test_a_tie_goes_to_the_lowest_class_each_time() -> None:
    assert list(answers(np.ones((3, 10), dtype=np.float32)).classes) == [0, 0, 0]


def test_scores_come_back_as_they_were_written() -> None:
    scores = np.random.default_rng(1).random((20, 10)).astype(np.float32)
    assert np.array_equal(read_scores(npy(scores), 20), scores)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x" * 800,
        npy(np.zeros((20, 10), dtype=np.float64)),
        npy(np.zeros((10, 20), dtype=np.float32)),
        npy(np.zeros(200, dtype=np.float32)),
        npy(np.zeros((19, 10), dtype=np.float32)),
        npy(np.zeros((2000, 10), dtype=np.float32)),
        npy(np.zeros((20, 10), dtype=np.float32))[:-1],
        b"\x93NUMPY\x01\x00\x76\x00{'descr': '|O', 'fortran_order': False, 'shape': (20, 10), }".ljust(900, b" "),
    ],
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_scores(body, 20)
