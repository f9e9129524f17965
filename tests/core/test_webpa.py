from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from grader.core.webpa import webpa

MEMBERS = ("a", "b", "c", "d")
_WHOLE = st.fixed_dictionaries({(one, other): st.integers(0, 5).map(Decimal) for one in MEMBERS for other in MEMBERS})


def _scores(**rows: str) -> dict[tuple[str, str], Decimal]:
    return {(who, rated): Decimal(n) for who, row in rows.items() for rated, n in (cell.split("=") for cell in row.split())}


def test_equal_scores_are_a_factor_of_1_however_generous_the_rater() -> None:
    scores = _scores(a="b=5 c=5", b="a=1 c=1", c="a=3 b=3")
    assert webpa(scores, ("a", "b", "c")) == {"a": 1, "b": 1, "c": 1}


def test_twice_as_much_is_seen_as_twice_as_much() -> None:
    assert webpa(_scores(c="a=4 b=2"), ("a", "b", "c")) == {"a": Fraction(4, 3), "b": Fraction(2, 3), "c": None}


def test_the_own_score_counts_only_where_it_is_asked_for() -> None:
    scores = _scores(a="a=9 b=3", b="a=3 b=3")
    assert webpa(scores, ("a", "b")) == {"a": 1, "b": 1}
    assert webpa(scores, ("a", "b"), own=True) == {"a": Fraction(5, 4), "b": Fraction(3, 4)}


def test_nothing_but_zeros_finds_all_alike() -> None:
    assert webpa(_scores(a="b=0 c=0"), ("a", "b", "c"))["b"] == 1


@given(_WHOLE, st.booleans())
def test_where_all_rate_all_the_factors_average_1(scores: dict[tuple[str, str], Decimal], own: bool) -> None:
    found = [one for one in webpa(scores, MEMBERS, own=own).values() if one is not None]
    if own:
        assert sum(found, Fraction(0)) == len(MEMBERS)
    assert all(0 <= one <= len(MEMBERS) for one in found)


@given(_WHOLE, st.permutations(MEMBERS))
def test_the_order_of_the_members_decides_nothing(scores: dict[tuple[str, str], Decimal], order: list[str]) -> None:
    assert webpa(scores, order) == webpa(scores, MEMBERS)
