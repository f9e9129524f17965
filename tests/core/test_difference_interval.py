from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from grader.core.difference_interval import difference_interval


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.integers(0, n), st.just(n))))
def test_it_is_newcombes(counts: tuple[int, int, int]) -> None:
    first, second, samples = counts
    expected = confint_proportions_2indep(first, samples, second, samples, method="newcomb", compare="diff")
    low, high = difference_interval(first, second, samples)
    assert (low, high) == pytest.approx((max(-1, expected[0]), min(1, expected[1])), abs=1e-9)
    assert low <= (first - second) / samples <= high
    assert difference_interval(second, first, samples) == pytest.approx((-high, -low))


def test_without_digits_there_is_no_difference() -> None:
    with pytest.raises(ValueError, match="digits"):
        difference_interval(0, 0, 0)
