"""Is a model as sure as it is right?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BINS = 15


def calibration_error(probabilities: NDArray[np.float64], labels: NDArray[np.integer], bins: int = BINS) -> float:
    """Return the expected calibration error of the answers given: 0 is best, 1 is sure and always wrong.

    The digits are put into bins of equal width by the probability of the answer, each bin without its lower and with its
    upper edge (0 goes into the first). The error is the sum over the bins of (digits in it / all digits) times the distance
    between the share answered right and the mean probability of the answers in it.
    `probabilities` is (n, classes), `labels` (n,) from 0. Raises ValueError where there is no digit.
    Source: C. Guo et al., "On calibration of modern neural networks", ICML 2017, with its 15 bins.
    """
    if not len(labels) or len(labels) != len(probabilities):
        raise ValueError(f"{len(probabilities)} rows of probabilities for {len(labels)} labels")
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    bin_of = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], sure)
    gaps = np.bincount(bin_of, weights=right - sure, minlength=bins)  # each is digits times (share right - mean sure)
    return float(np.abs(gaps).sum() / len(labels))
