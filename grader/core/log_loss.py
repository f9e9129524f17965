"""How surprised a model is by the truth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LEAST = float(np.finfo(np.float64).eps)  # scikit-learn's, so that one sure mistake costs 36 and not infinity


def log_loss(probabilities: NDArray[np.float64], labels: NDArray[np.integer]) -> float:
    """Return the mean of -ln p(true class), in nats: 0 is best, ln 10 = 2.303 is what knowing nothing of ten classes costs.

    `probabilities` is (n, classes), rows that add to 1; `labels` (n,) from 0. Raises ValueError where there is no digit.
    Source: I. J. Good, "Rational decisions", Journal of the Royal Statistical Society B 14 (1952).
    """
    return float(digit_losses(probabilities, labels).mean())


def digit_losses(probabilities: NDArray[np.float64], labels: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return -ln p(true class) of each digit, (n,), as `log_loss` averages it."""
    if not len(labels) or len(labels) != len(probabilities):
        raise ValueError(f"{len(probabilities)} rows of probabilities for {len(labels)} labels")
    truth = probabilities[np.arange(len(labels)), labels]
    return np.asarray(-np.log(np.clip(truth, _LEAST, 1 - _LEAST)))
