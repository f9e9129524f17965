"""How far two lists of numbers rise together."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

_FLAT = 1e-12


def correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Return Pearson's correlation of two arrays (n,), or None where one of them is the same all over.

    With a first array of 0 and 1 it is the point-biserial correlation.
    """
    a, b = first - first.mean(), second - second.mean()
    # Sums of products, not @: its threads cost more than they bring, and the order of its sums is the machine's.
    size = math.sqrt(float((a * a).sum()) * float((b * b).sum()))
    return None if size <= _FLAT * max(1, len(first)) else float(np.clip(float((a * b).sum()) / size, -1, 1))
