import numpy as np
import pytest

from grader.exercises import same


@pytest.mark.points(3)
@pytest.mark.parametrize("rate", [0.2, 0.5, 0.8])
def test_the_share_that_is_dropped(kernel, rng, rate):
    """About the share `rate` is zero."""
    got = kernel.call("dropout", rng.normal(size=(200, 200)) + 5, rate, int(rng.integers(1 << 30)))
    assert abs((got == 0).mean() - rate) < 0.02


@pytest.mark.points(3)
def test_what_stays_is_scaled(kernel, rng):
    """What is not dropped is scaled, so that the mean stays."""
    x = rng.normal(size=(50, 40)) + 5
    got = kernel.call("dropout", x, 0.25, 7)
    kept = got != 0
    same(got[kept], x[kept] / 0.75)
    assert 0.6 < kept.mean() < 0.9


@pytest.mark.points(2)
def test_another_seed_drops_others(kernel, rng):
    """The seed decides what is dropped."""
    x = rng.normal(size=100) + 5
    first, again, other = (kernel.call("dropout", x, 0.5, seed) for seed in (1, 1, 2))
    same(first, again)
    assert ((first == 0) != (other == 0)).any()


@pytest.mark.points(1)
def test_nothing_is_dropped_after_training(kernel, rng):
    """Nothing is dropped when the network is used."""
    x = rng.normal(size=30)
    same(kernel.call("dropout", x, 0.5, 3, training=False), x)
