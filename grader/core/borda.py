"""Borda's count: how many of the others a group was placed before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def borda(places: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return each group's share of the Borda points that were possible, (groups,), from 0 to 1; NaN where no ballot ranks it.

    `places` (ballots, groups) has NaN where a ballot says nothing, `weights` (ballots,) says how often each ballot counts,
    once where there are none. A ballot that compares m groups gives the best 1, the next (m - 2) / (m - 1), the last 0, so
    that short and long ballots weigh the same; a group's share is the mean over the ballots that rank it. So it costs nothing
    that a group cannot vote for itself, and nothing but the places decides: names and the order of ballots do not.

    Source: Borda (1781), as the mean of normalised scores.
    """
    known = ~np.isnan(places)
    compared = known.sum(axis=1, keepdims=True)
    shares = np.where(known, (compared - places) / np.maximum(compared - 1, 1), 0.0)
    each = np.ones(len(places)) if weights is None else weights
    count = each @ known
    with np.errstate(invalid="ignore"):
        return np.asarray((each @ shares) / count)
