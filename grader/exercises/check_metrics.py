"""Are accuracy, precision, recall and F1 what scikit-learn says?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

_NAMES = ("accuracy", "precision", "recall", "f1")


def check_metrics(
    got: Mapping[str, float], truth: ArrayLike, predicted: ArrayLike, *, average: str = "macro", tolerance: float = 1e-6
) -> None:
    """Compare what `got` holds of accuracy, precision, recall and f1 with scikit-learn's numbers.

    `truth` and `predicted` are classes (n,); `average` is 'macro', 'micro', 'weighted' or 'binary'. What is divided by zero
    counts as 0. Raises AssertionError with the first that differs, or where `got` holds none of them.
    """
    from sklearn.metrics import accuracy_score, precision_recall_fscore_support  # noqa: PLC0415 - heavy, and only here

    answers, classes = np.asarray(predicted), np.asarray(truth)
    precision, recall, f1, _ = precision_recall_fscore_support(classes, answers, average=average, zero_division=0)
    expected = dict(zip(_NAMES, (accuracy_score(classes, answers), precision, recall, f1), strict=True))
    asked = [name for name in _NAMES if name in got]
    if not asked:
        raise AssertionError(f"none of {', '.join(_NAMES)} is there")
    for name in asked:
        value = got[name]
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float | np.number)
            or not abs(value - expected[name]) <= tolerance
        ):
            raise AssertionError(f"{name} is {value!r:.40}, and should be {expected[name]:.6f}")
