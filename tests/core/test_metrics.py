import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support, precision_score, recall_score

from grader.core.metrics import accuracy, macro_f1, macro_precision, macro_recall, per_class

INVALID = 10
LABELS = list(range(10))
answers = st.lists(st.tuples(st.integers(0, 9), st.integers(0, INVALID)), min_size=1, max_size=200)


def counted(pairs: list[tuple[int, int]]) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    matrix = np.zeros((10, 10), int)
    for truth, answer in pairs:
        if answer != INVALID:
            matrix[truth, answer] += 1
    counts = np.bincount([truth for truth, _ in pairs], minlength=10)
    return tuple(tuple(map(int, row)) for row in matrix), tuple(map(int, counts))


@given(answers)
def test_precision_recall_and_f1_are_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    truth, answer = zip(*pairs, strict=True)
    theirs = precision_recall_fscore_support(truth, answer, labels=LABELS, zero_division=0)
    ours = per_class(*counted(pairs))
    for name, column in zip(("precision", "recall", "f1", "support"), theirs, strict=True):
        assert [getattr(score, name) for score in ours] == pytest.approx(list(column), abs=1e-9)


@given(answers)
def test_macro_f1_and_accuracy_are_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    truth, answer = zip(*pairs, strict=True)
    expected = f1_score(truth, answer, labels=LABELS, average="macro", zero_division=0)
    assert macro_f1(*counted(pairs)) == pytest.approx(expected, abs=1e-9)
    for ours, theirs in ((macro_precision, precision_score), (macro_recall, recall_score)):
        mean = theirs(truth, answer, labels=LABELS, average="macro", zero_division=0)
        assert ours(*counted(pairs)) == pytest.approx(mean, abs=1e-9)
    assert accuracy(*counted(pairs)) == pytest.approx(accuracy_score(truth, answer), abs=1e-9)


@pytest.mark.parametrize(
    ("confusion", "counts"),
    [((), ()), (((0, 0), (0, 0)), (0, 0)), (((1, 0),), (1, 0)), (((1,), (1,)), (1, 1)), (((2, 0), (0, 0)), (1, 1))],
)
def test_a_matrix_that_cannot_be_is_refused(confusion: tuple[tuple[int, ...], ...], counts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="confusion matrix"):
        macro_f1(confusion, counts)
