"""How far an accuracy can be relied on where one person wrote many digits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
_AT_ONCE = 2_000_000  # writers drawn in one step: 16 MB


def writer_interval(
    right: NDArray[np.bool_], writers: NDArray[Any], seed: int, resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """Return the 95 % interval (low, high) of the accuracy for other writers like these; None for fewer than two writers.

    `right` (n,) says which digits were answered right, `writers` (n,) who wrote each. A writer's digits are alike, so whole
    writers are drawn with replacement, `resamples` times; the interval holds the middle 95 % of the accuracies (percentile
    bootstrap, linear between two of them). The same seed gives the same interval.
    Source: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", 1993; C. A. Field and A. H. Welsh,
    "Bootstrapping clustered data", Journal of the Royal Statistical Society B 69 (2007).
    """
    names, writer = np.unique(writers, return_inverse=True)
    if len(names) < 2:
        return None
    digits = np.bincount(writer, minlength=len(names))
    correct = np.bincount(writer, weights=right, minlength=len(names))
    random, step = np.random.default_rng(seed), max(1, _AT_ONCE // len(names))
    shares = []
    for start in range(0, resamples, step):
        drawn = random.integers(0, len(names), (min(step, resamples - start), len(names)))
        shares.append(correct[drawn].sum(axis=1) / digits[drawn].sum(axis=1))
    low, high = np.quantile(np.concatenate(shares), (0.025, 0.975))
    return float(low), float(high)
