from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.ballot_places import ballot_places
from grader.core.ballots import Ballot
from grader.core.borda import borda
from grader.core.mean_rank import mean_rank
from grader.core.places import places

GROUPS = ("a", "b", "c", "d", "e")


def ballot(ranking: str, own: str = "", voter: str = "v") -> Ballot:
    """Read 'a > b = c' as a ballot."""
    return Ballot(voter, own, tuple(tuple(part.strip() for part in tier.split("=")) for tier in ranking.split(">")))


def shares(*ballots: Ballot, groups: tuple[str, ...] = GROUPS, unranked: str = "last") -> dict[str, float]:
    found = borda(ballot_places(ballots, groups, unranked=unranked))
    return dict(zip(groups, found.tolist(), strict=True))


@st.composite
def _elections(draw: st.DrawFn) -> list[Ballot]:
    def one() -> Ballot:
        own = draw(st.sampled_from([*GROUPS, ""]))
        order = [group for group in draw(st.permutations(GROUPS)) if group != own]
        cuts = draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
        tiers: list[tuple[str, ...]] = []
        for group, joined in zip(order[: draw(st.integers(1, len(order)))], cuts, strict=False):
            if joined and tiers:
                tiers[-1] += (group,)
            else:
                tiers.append((group,))
        return Ballot("v", own, tuple(tiers))

    return [one() for _ in range(draw(st.integers(1, 8)))]


def test_the_first_has_all_points_and_the_last_none() -> None:
    assert shares(ballot("a > b > c > d > e")) == {"a": 1, "b": 0.75, "c": 0.5, "d": 0.25, "e": 0}


def test_ties_share_their_places() -> None:
    assert shares(ballot("a = b > c > d > e")) == {"a": 0.875, "b": 0.875, "c": 0.5, "d": 0.25, "e": 0}


def test_groups_that_a_ballot_leaves_out_share_the_places_behind_it() -> None:
    assert shares(ballot("a > b")) == {"a": 1, "b": 0.75, "c": 0.25, "d": 0.25, "e": 0.25}


def test_or_the_ballot_says_nothing_of_them() -> None:
    found = shares(ballot("a > b"), ballot("b > c > d"), unranked="unknown")
    assert [found[group] for group in "abcd"] == [1, 0.5, 0.5, 0]
    assert np.isnan(found["e"])


def test_it_costs_nothing_that_a_group_cannot_vote_for_itself() -> None:
    found = shares(ballot("b > c > d > e", own="a"), ballot("a > c > d > e", own="b"))
    assert found["a"] == found["b"] == 1


def test_a_ballot_that_compares_nothing_does_not_count() -> None:
    assert np.isnan(shares(ballot("a"), unranked="unknown")["a"])
    assert np.isnan(shares(ballot("x > y"))["a"])


def test_complete_ballots_give_the_textbook_s_count() -> None:
    found = shares(ballot("a > b > c"), ballot("a > c > b"), ballot("b > a > c"), groups=("a", "b", "c"))
    assert {group: round(6 * share, 9) for group, share in found.items()} == {"a": 5, "b": 3, "c": 1}


@given(_elections(), st.permutations(GROUPS))
def test_borda_is_neutral_to_renaming(ballots: list[Ballot], renamed: list[str]) -> None:
    new = dict(zip(GROUPS, renamed, strict=True)) | {"": ""}
    again = [Ballot(b.voter, new[b.own], tuple(tuple(new[g] for g in tier) for tier in b.tiers)) for b in ballots]
    for rule in (borda, mean_rank):
        before = rule(ballot_places(ballots, GROUPS, unranked="last"))
        after = dict(zip(GROUPS, rule(ballot_places(again, GROUPS, unranked="last")), strict=True))
        np.testing.assert_allclose([after[new[group]] for group in GROUPS], before, atol=1e-12)


@given(_elections())
def test_the_order_of_the_ballots_decides_nothing(ballots: list[Ballot]) -> None:
    np.testing.assert_allclose(
        borda(ballot_places(ballots[::-1], GROUPS, unranked="last")), borda(ballot_places(ballots, GROUPS, unranked="last"))
    )


@given(_elections())
def test_shares_lie_from_0_to_1_and_are_the_mean_of_what_each_ballot_gives(ballots: list[Ballot]) -> None:
    found = borda(ballot_places(ballots, GROUPS, unranked="last"))
    for at, group in enumerate(GROUPS):
        each = [_by_hand(ballot, group) for ballot in ballots]
        known = [share for share in each if share is not None]
        if known:
            assert 0 <= found[at] <= 1
            assert found[at] == pytest.approx(float(sum(known, Fraction(0)) / len(known)))
        else:
            assert np.isnan(found[at])


def _by_hand(ballot: Ballot, group: str) -> Fraction | None:
    """Count the others that the ballot places behind the group, and half of those beside it."""
    if group == ballot.own:
        return None
    rank = {one: at for at, tier in enumerate(ballot.tiers) for one in tier}
    mine = rank.get(group, 99)
    others = [rank.get(one, 99) for one in GROUPS if one not in (group, ballot.own)]
    return Fraction(sum(2 * (other > mine) + (other == mine) for other in others), 2 * len(others))


@given(_elections())
def test_weights_count_a_ballot_several_times(ballots: list[Ballot]) -> None:
    given_places = ballot_places(ballots, GROUPS, unranked="last")
    twice = ballot_places([*ballots, ballots[0]], GROUPS, unranked="last")
    weights = np.array([2.0] + [1.0] * (len(ballots) - 1))
    for rule in (borda, mean_rank):
        np.testing.assert_allclose(rule(given_places, weights), rule(twice))


def test_the_mean_rank_takes_places_as_they_are() -> None:
    given_places = ballot_places([ballot("a > b > c > d > e"), ballot("c > b > a")], GROUPS, unranked="unknown")
    assert mean_rank(given_places).tolist() == [0.75, 0.75, 0.75, 0.25, 0]


def test_where_all_ballots_are_whole_the_mean_rank_is_borda_s_share() -> None:
    given_places = ballot_places([ballot("a > b > c > d > e"), ballot("c > b > a = e > d")], GROUPS, unranked="last")
    np.testing.assert_allclose(mean_rank(given_places), borda(given_places))


def test_equal_values_share_the_better_place_and_none_has_no_place() -> None:
    assert places([0.5, 0.9, None, 0.5, 0.1]) == (2, 1, None, 2, 4)
    assert places([0.1 + 0.2, 0.3]) == (1, 1)
    assert places([]) == ()
