"""Rank groups by the ballots for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.core.ballot_places import ballot_places
from grader.core.ballot_rule import BallotRule
from grader.core.ballots import Ballots
from grader.core.place_intervals import place_intervals
from grader.core.places import places
from grader.peers.aggregates import AGGREGATES


@dataclass(frozen=True)
class Ranked:
    """A group's place among those that were ranked, 1 the best: None where no ballot ranks it.

    `value` is its share from 0 to 1, `ballots` the number of ballots that rank it, `interval` the places between which 95 %
    of resampled elections put it.
    """

    group: str
    place: int | None
    value: float | None
    ballots: int
    interval: tuple[int, int] | None = None


def rank_groups(
    ballots: Ballots, rule: BallotRule, groups: Sequence[str], *, resamples: int = 0, seed: int = 0
) -> tuple[Ranked, ...]:
    """Return each of `groups` with its place, in the order of `groups`; ballots count among these groups only.

    With `resamples` over 0 every place gets its interval, the same for the same `seed`.
    """
    counted = AGGREGATES[rule.by].values
    given = ballot_places(ballots.ballots, groups, unranked=rule.unranked)
    values = [None if np.isnan(value) else min(max(float(value), 0.0), 1.0) for value in counted(given, None)]
    intervals = place_intervals(given, counted, resamples=resamples, seed=seed)
    said = (~np.isnan(given)).sum(axis=0)
    return tuple(
        Ranked(group, place, value, int(number), interval)
        for group, place, value, number, interval in zip(groups, places(values), values, said, intervals, strict=True)
    )
