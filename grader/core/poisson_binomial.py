"""How likely so many of several unlike chances come true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def poisson_binomial_tail(chances: Sequence[float], least: int) -> float:
    """Return the probability that at least `least` of independent events with these chances (each from 0 to 1) happen.

    Exact, by adding one event after another. Source: the recursion of F. M. Lord and M. S. Wingersky, "Comparison of IRT
    true-score and equipercentile observed-score equatings", Applied Psychological Measurement 8 (1984).
    """
    if least <= 0:
        return 1.0
    spread = np.zeros(len(chances) + 1)
    spread[0] = 1.0
    for chance in chances:
        spread[1:] = spread[1:] * (1 - chance) + spread[:-1] * chance
        spread[0] *= 1 - chance
    return float(min(1.0, spread[least:].sum()))
