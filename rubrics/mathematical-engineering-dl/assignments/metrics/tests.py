import numpy as np
import pytest

from grader.exercises import check_metrics, same


@pytest.mark.points(4)
def test_the_confusion_matrix_counts_truth_by_answer(kernel, rng):
    """The confusion matrix counts truth by answer."""
    truth, answers = rng.integers(0, 4, 80), rng.integers(0, 4, 80)
    expected = np.zeros((4, 4), dtype=int)
    for one, other in zip(truth, answers):
        expected[one, other] += 1
    same(kernel.call("confusion", truth, answers, 4), expected)


@pytest.mark.points(4)
def test_all_four_are_right(kernel, rng):
    """Accuracy, precision, recall and F1."""
    truth, answers = rng.integers(0, 5, 200), rng.integers(0, 5, 200)
    check_metrics(kernel.call("metrics", truth, answers, 5), truth, answers)


@pytest.mark.points(2)
@pytest.mark.hint("a class that is never answered has precision 0")
def test_a_class_that_is_never_answered(kernel):
    """A class that is never answered."""
    truth, answers = np.array([0, 1, 2, 2]), np.array([0, 1, 1, 0])
    check_metrics(kernel.call("metrics", truth, answers, 3), truth, answers)
