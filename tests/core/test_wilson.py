import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from grader.core.wilson import wilson


@given(st.integers(1, 20_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_scipys(counts: tuple[int, int]) -> None:
    correct, samples = counts
    theirs = binomtest(correct, samples).proportion_ci(method="wilson")
    assert wilson(correct, samples) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    low, high = wilson(*counts)
    assert 0 <= low <= counts[0] / counts[1] <= high <= 1


def test_without_samples_anything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("correct", "samples"), [(2, 1), (-1, 5), (0, -1)])
def test_more_right_than_asked_is_refused(correct: int, samples: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(correct, samples)
