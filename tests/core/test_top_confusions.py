import numpy as np
from sklearn.metrics import confusion_matrix

from grader.core.top_confusions import Mistaken, top_confusions


def test_the_most_frequent_mistake_comes_first_and_equal_ones_in_order_of_digits() -> None:
    truth = [4] * 10 + [7] * 10 + [3] * 5
    answer = [9] * 3 + [4] * 7 + [1] * 2 + [7] * 6 + [2] * 2 + [3] * 5
    matrix = confusion_matrix(truth, answer, labels=range(10)).tolist()
    counts = np.bincount(truth, minlength=10).tolist()
    assert top_confusions(matrix, counts) == (Mistaken(4, 9, 3, 0.3), Mistaken(7, 1, 2, 0.2), Mistaken(7, 2, 2, 0.2))
    assert top_confusions(matrix, counts, 1) == (Mistaken(4, 9, 3, 0.3),)


def test_a_model_that_makes_no_mistake_confuses_nothing() -> None:
    assert top_confusions(np.eye(10, dtype=int).tolist(), (1,) * 10) == ()
