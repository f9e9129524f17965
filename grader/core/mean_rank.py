"""The mean of the places that ballots give a group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def mean_rank(places: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return each group's mean place as a share, (groups,): 1 for always first, 0 for always last; NaN where it has none.

    `places` (ballots, groups) has NaN where a ballot says nothing, `weights` (ballots,) says how often each ballot counts,
    once where there are none. The last place is that of the longest ballot: third of three counts as third of ten does. Where
    all ballots compare equally many groups this is Borda's share.
    """
    known = ~np.isnan(places)
    last = known.sum(axis=1).max(initial=0)
    each = np.ones(len(places)) if weights is None else weights
    count = each @ known
    with np.errstate(invalid="ignore"):
        mean = (each @ np.where(known, places, 0.0)) / count
        return np.asarray((last - mean) / (last - 1) if last > 1 else mean * np.nan)
