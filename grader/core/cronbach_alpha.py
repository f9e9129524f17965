"""How far the questions of an exam ask for the same thing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FLAT = 1e-12


def cronbach_alpha(points: NDArray[np.float64]) -> float | None:
    """Return alpha of `points` (students, questions): at most 1, and below 0 where questions work against each other.

    None where there are fewer than two students or questions, or all have one total.
    alpha = k / (k - 1) (1 - sum of the questions' variances / variance of the totals): L. J. Cronbach, "Coefficient alpha and
    the internal structure of tests", Psychometrika 16 (1951). On questions of 0 or 1 it is formula 20 of G. F. Kuder and
    M. W. Richardson, "The theory of the estimation of test reliability", Psychometrika 2 (1937).
    """
    students, questions = points.shape
    if students < 2 or questions < 2:
        return None
    totals = points.sum(axis=1)
    spread = float(np.var(totals, ddof=1))
    if spread <= _FLAT * max(1.0, float(np.abs(totals).max()) ** 2):
        return None
    apart = float(np.var(points, axis=0, ddof=1).sum())
    return float(questions / (questions - 1) * (1 - apart / spread))
