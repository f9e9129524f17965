from __future__ import annotations

import numpy as np

from grader.core.borda import borda
from grader.core.place_intervals import place_intervals

AGREE = np.tile([1.0, 2.0, 3.0], (12, 1))


def test_where_all_agree_a_place_is_sure() -> None:
    assert place_intervals(AGREE, borda, resamples=50, seed=1) == ((1, 1), (2, 2), (3, 3))


def test_where_voters_disagree_the_places_overlap() -> None:
    rng = np.random.default_rng(3)
    ballots = np.stack([rng.permutation(4) + 1.0 for _ in range(10)])
    found = place_intervals(ballots, borda, resamples=200, seed=1)
    assert sum(one is not None and one[0] < one[1] for one in found) >= 3


def test_the_same_seed_gives_the_same_intervals() -> None:
    ballots = np.array([[1.0, 2, 3], [2, 1, 3], [3, 2, 1], [1, 3, 2]])
    first, again, other = (place_intervals(ballots, borda, resamples=40, seed=seed) for seed in (7, 7, 8))
    assert first == again
    assert isinstance(other, tuple)


def test_a_group_that_nobody_ranks_has_no_interval() -> None:
    assert place_intervals(np.array([[1.0, 2.0, np.nan]] * 3), borda, resamples=10, seed=1)[2] is None
    assert place_intervals(np.zeros((0, 2)), borda, resamples=10, seed=1) == (None, None)
