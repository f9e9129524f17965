"""How far a model's probabilities are from the truth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def brier(probabilities: NDArray[np.float64], labels: NDArray[np.integer]) -> float:
    """Return the mean over digits of the sum over classes of (p - truth)²: 0 is best, 2 is a sure mistake every time.

    `probabilities` is (n, classes), rows that add to 1; `labels` (n,) from 0. Raises ValueError where there is no digit.
    Source: G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950).
    """
    if not len(labels) or len(labels) != len(probabilities):
        raise ValueError(f"{len(probabilities)} rows of probabilities for {len(labels)} labels")
    truth = np.eye(probabilities.shape[1])[labels]
    return float(((probabilities - truth) ** 2).sum(axis=1).mean())
