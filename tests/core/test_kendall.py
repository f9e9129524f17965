from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from grader.core.kendall import kendall


def test_the_same_order_is_1_and_the_reverse_is_minus_1() -> None:
    assert kendall([1, 2, 3], [10, 20, 30]) == 1
    assert kendall([1, 2, 3], [3, 2, 1]) == -1


def test_where_nothing_is_ordered_there_is_no_agreement_to_state() -> None:
    assert kendall([], []) is None
    assert kendall([1], [1]) is None
    assert kendall([1, 2], [5, 5]) is None


def test_lists_of_two_lengths_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 values beside 1"):
        kendall([1, 2], [1])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=12))
def test_it_is_scipy_s_tau_b(pairs: list[tuple[int, int]]) -> None:
    one, other = zip(*pairs, strict=True)
    found, expected = kendall(one, other), kendalltau(one, other).statistic
    assert (found is None and expected != expected) or found == pytest.approx(expected)  # noqa: PLR0124 - NaN differs from itself
