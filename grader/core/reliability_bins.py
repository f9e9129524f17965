"""How often a model is right when it is so sure: what a reliability diagram draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.core.calibration_error import BINS
from grader.core.evidence import SureBin


def reliability_bins(probabilities: NDArray[np.float64], labels: NDArray[np.integer], bins: int = BINS) -> tuple[SureBin, ...]:
    """Return the bins of `calibration_error` that hold any digit, lowest first.

    `probabilities` is (n, classes), `labels` (n,) from 0.
    """
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    bin_of = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], sure)
    counts = np.bincount(bin_of, minlength=bins)
    sums, rights = np.bincount(bin_of, weights=sure, minlength=bins), np.bincount(bin_of, weights=right, minlength=bins)
    return tuple(
        SureBin(int(count), float(total / count), float(hits / count))
        for count, total, hits in zip(counts, sums, rights, strict=True)
        if count
    )
