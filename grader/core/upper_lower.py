"""The best and the worst of an exam, as the two groups that questions are judged by."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from grader.core.rounding import half_up

_SHARE = Fraction(27, 100)


def upper_lower(totals: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each student's weight in the upper and in the lower group, both (n,) and each adding to the size of a group.

    A group is 27 % of the students, rounded, at least one. Students tied at its edge share the places that are left evenly, so
    that the order of the rows never matters. Source: T. L. Kelley, "The selection of upper and lower groups for the validation
    of test items", Journal of Educational Psychology 30 (1939).
    """
    size = max(1, int(half_up(_SHARE * len(totals))))
    return _group(-totals, size), _group(totals, size)


def _group(ranks: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    edge = np.sort(ranks)[size - 1]
    inside, tied = ranks < edge, ranks == edge
    return np.where(inside, 1.0, np.where(tied, (size - inside.sum()) / tied.sum(), 0.0))
