from __future__ import annotations

import numpy as np
import pytest
from choix import generate_rankings, ilsr_rankings
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.ballot_rule import AGGREGATES as NAMES
from grader.peers.aggregates import AGGREGATES

FITTED = ("bradley_terry", "plackett_luce")


def test_every_name_that_rubrics_know_is_counted() -> None:
    assert tuple(AGGREGATES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_unanimous_ballots_give_their_order_and_stay_finite(name: str) -> None:
    found = AGGREGATES[name].values(np.tile([3.0, 1, 2, 4], (20, 1)), None)
    assert np.argsort(-found).tolist() == [1, 2, 0, 3]
    assert ((found >= 0) & (found <= 1)).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_group_that_no_ballot_ranks_has_no_value(name: str) -> None:
    found = AGGREGATES[name].values(np.array([[1.0, 2, np.nan]]), None)
    assert np.isnan(found).tolist() == [False, False, True]
    assert np.isnan(AGGREGATES[name].values(np.zeros((0, 2)), None)).all()


@pytest.mark.parametrize("name", NAMES)
def test_weights_count_a_ballot_several_times(name: str) -> None:
    ballots = np.array([[1.0, 2, 3], [2, 1.5, 3.5], [3, 1, 2]])
    np.testing.assert_allclose(
        AGGREGATES[name].values(ballots, np.array([2.0, 0, 1])), AGGREGATES[name].values(ballots[[0, 0, 2]], None), atol=1e-5
    )


@pytest.mark.parametrize("name", FITTED)
@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(4)))
def test_fitted_values_are_neutral_to_renaming(name: str, order: list[int]) -> None:
    ballots = np.array([[1.0, 2, 3, 4], [2, 1, 4, 3], [1.5, 1.5, 3, 4], [4, 3, np.nan, 1]])
    np.testing.assert_allclose(
        AGGREGATES[name].values(ballots[:, order], None), AGGREGATES[name].values(ballots, None)[order], atol=1e-5
    )


def test_whole_ballots_give_the_chances_of_choix_s_own_fit_to_rankings() -> None:
    np.random.seed(5)  # noqa: NPY002 - the library draws from the global generator
    rankings = generate_rankings(np.array([0.0, 0.5, 1.0, 2.0]), 200, size=4)
    places = np.argsort(np.array(rankings), axis=1) + 1.0
    strengths = ilsr_rankings(4, rankings, alpha=0.01)
    before = 1 / (1 + np.exp(strengths[None, :] - strengths[:, None]))
    np.testing.assert_allclose(AGGREGATES["plackett_luce"].values(places, None), (before.sum(axis=1) - 0.5) / 3, atol=1e-4)


def test_two_groups_have_the_share_of_ballots_that_place_them_first() -> None:
    ballots = np.array([[1.0, 2]] * 3 + [[2.0, 1]])
    for name in FITTED:
        np.testing.assert_allclose(AGGREGATES[name].values(ballots, None), [0.75, 0.25], atol=0.01)
