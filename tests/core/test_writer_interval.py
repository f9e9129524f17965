import numpy as np
import pytest
from scipy.stats import bootstrap

from grader.core.wilson import wilson
from grader.core.writer_interval import writer_interval

RANDOM = np.random.default_rng(3)


@pytest.mark.parametrize("count", [2, 7, 250])
def test_the_interval_is_scipys_paired_percentile_bootstrap(count: int) -> None:
    writers = RANDOM.integers(0, count, 3000)
    writers[:count] = np.arange(count)
    right = RANDOM.random(3000) < 0.8 + 0.2 * np.sin(writers)
    digits = np.bincount(writers)
    correct = np.bincount(writers, weights=right)
    theirs = bootstrap(
        (correct, digits), lambda c, n, axis=-1: c.sum(axis=axis) / n.sum(axis=axis), paired=True, vectorized=True,
        n_resamples=2000, method="percentile", rng=np.random.default_rng(11),
    ).confidence_interval  # fmt: skip
    assert writer_interval(right, writers, 11) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_writers_who_differ_make_it_wider_than_wilson_and_writers_who_do_not_leave_it() -> None:
    writers, alike = np.repeat(np.arange(50), 40), RANDOM.random(2000) < 0.9
    differ = np.repeat(np.arange(50) % 5 > 0, 40)
    widths = [high - low for low, high in (writer_interval(right, writers, 1) or (0, 0) for right in (differ, alike))]
    low, high = wilson(1800, 2000)
    assert widths[0] > 5 * (high - low)
    assert widths[1] == pytest.approx(high - low, rel=0.4)


def test_the_same_seed_gives_the_same_interval_whatever_the_writers_are_called() -> None:
    writers, right = RANDOM.integers(0, 20, 500), RANDOM.random(500) < 0.9
    named = np.array([f"writer {one:02}" for one in writers])
    assert writer_interval(right, writers, 5) == writer_interval(right, named, 5) != writer_interval(right, writers, 6)


def test_one_writer_has_no_interval() -> None:
    assert writer_interval(np.ones(10, bool), np.zeros(10), 1) is None


def test_many_writers_are_drawn_in_steps_that_change_nothing() -> None:
    writers, right = np.arange(5000), RANDOM.random(5000) < 0.97
    low, high = writer_interval(right, writers, 2) or (0, 0)
    assert (low, high) == pytest.approx(wilson(int(right.sum()), 5000), abs=0.002)
