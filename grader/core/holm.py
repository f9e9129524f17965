"""Many comparisons at once: correct for the luck that one of many has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def holm_cut(p_values: NDArray[np.float64], times: NDArray[np.int64], significant: float) -> float:
    """Return the largest p-value that `holm` would correct to at most `significant`; -1 where it is none.

    `p_values` (n,) need no order, and each occurs so many `times` (n,): every comparison with at most the returned value holds.
    """
    values, place = np.unique(p_values, return_inverse=True)
    counts = np.bincount(place, times, len(values))  # whole numbers, exact below 2⁵³
    left = counts.sum() - (np.cumsum(counts) - counts)  # of equal ones the first is multiplied by most
    failed = np.minimum(1.0, values * left) > significant
    held = int(failed.argmax()) if failed.any() else len(values)
    return float(values[held - 1]) if held else -1.0


def holm(p_values: Sequence[float] | NDArray[np.float64]) -> tuple[float, ...]:
    """Return each p-value corrected, in the same order: those up to 0.05 hold together with at most 5 % chance of any error.

    The k-th smallest of m is multiplied by m - k + 1, is at least what the smaller ones became, and at most 1.
    Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
    """
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    steps = np.minimum(1.0, values[order] * np.arange(len(values), 0, -1))
    corrected = np.empty_like(values)
    corrected[order] = np.maximum.accumulate(steps) if len(steps) else steps
    return tuple(corrected.tolist())
