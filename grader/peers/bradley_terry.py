"""Bradley and Terry's model: every two groups of a ballot are one comparison."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.peers.chances import chances

_PRIOR = 0.01  # keeps the strengths finite where one group is always first, or two were never compared
_STEPS = 10_000


def bradley_terry(places: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return each group's chance to be placed before another one drawn at random, (groups,); NaN where no ballot ranks it.

    `places` (ballots, groups) has NaN where a ballot says nothing, `weights` (ballots,) says how often each ballot counts,
    once where there are none. A tie is half a win for each.

    Source: Bradley and Terry (1952), fitted by `choix` (iterative Luce spectral ranking, Maystre and Grossglauser 2015).
    """
    from choix import ilsr_pairwise_dense  # noqa: PLC0415 - it loads SciPy

    wins = np.zeros((places.shape[1], places.shape[1]))
    for row, weight in zip(places, np.ones(len(places)) if weights is None else weights, strict=True):
        wins += weight * ((row[:, None] < row[None, :]) + 0.5 * (row[:, None] == row[None, :]))
    np.fill_diagonal(wins, 0)
    ranked = wins.sum(axis=0) + wins.sum(axis=1) > 0
    if not ranked.any():
        return np.full(len(ranked), np.nan)
    return chances(ilsr_pairwise_dense(wins[np.ix_(ranked, ranked)], alpha=_PRIOR, max_iter=_STEPS), ranked)
