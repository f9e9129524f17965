"""How sure a place is: what it would be had other voters come."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from grader.core.places import places

Aggregate = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]


def place_intervals(
    ballots: NDArray[np.float64], aggregate: Aggregate, *, resamples: int, seed: int
) -> tuple[tuple[int, int] | None, ...]:
    """Return for each group the places from which to which 95 % of resampled elections put it; None where it has no place.

    `ballots` (ballots, groups) are the places that ballots give. Each resampled election draws as many ballots as there are,
    with replacement; `aggregate` gets the ballots and how often each was drawn and returns a value a group. The same
    `seed` gives the same intervals. A group that a resample does not rank at all is left out of it.
    """
    rng = np.random.default_rng(seed)
    found: list[list[int]] = [[] for _ in range(ballots.shape[1])]
    for _ in range(resamples):
        drawn = np.bincount(rng.integers(0, len(ballots), len(ballots)), minlength=len(ballots)) if len(ballots) else np.zeros(0)
        values = aggregate(ballots, drawn.astype(float))
        for known, place in zip(found, places([None if np.isnan(value) else float(value) for value in values]), strict=True):
            if place is not None:
                known.append(place)
    return tuple(_interval(known) if known else None for known in found)


def _interval(known: list[int]) -> tuple[int, int]:
    low, high = np.percentile(known, [2.5, 97.5], method="closest_observation")
    return int(low), int(high)
