"""Plackett and Luce's model: a ballot is a row of choices, the first out of all, the second out of the rest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from grader.peers.chances import chances

_PRIOR = 0.01  # keeps the strengths finite where one group is always first, or two were never compared
_STEPS = 10_000


def plackett_luce(places: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return each group's chance to be placed before another one drawn at random, (groups,); NaN where no ballot ranks it.

    `places` (ballots, groups) has NaN where a ballot says nothing, `weights` (ballots,), whole numbers, says how often each
    ballot counts, once where there are none. Of groups that a ballot ties it does not say which it would choose.

    Source: Plackett (1975), fitted by `choix` (iterative Luce spectral ranking, Maystre and Grossglauser 2015).
    """
    from choix import ilsr_top1  # noqa: PLC0415 - it loads SciPy

    counts = np.ones(len(places), int) if weights is None else weights.astype(int)
    drawn = places[counts > 0]
    ranked = np.asarray(~np.isnan(drawn).all(axis=0))
    if not ranked.any():
        return np.full(len(ranked), np.nan)
    choices = [one for row, count in zip(drawn[:, ranked], counts[counts > 0], strict=True) for one in [*_choices(row)] * count]
    return chances(ilsr_top1(int(ranked.sum()), choices, alpha=_PRIOR, max_iter=_STEPS), ranked)


def _choices(row: NDArray[np.float64]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the group that was chosen and those it was chosen out of, place by place."""
    for winner in np.flatnonzero(~np.isnan(row)):
        behind = np.flatnonzero(row > row[winner])  # NaN is behind nothing
        if len(behind):
            yield int(winner), tuple(int(loser) for loser in behind)
