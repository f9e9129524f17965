import numpy as np
import pytest

from grader.exercises import check_folds


@pytest.mark.points(4)
def test_the_three_sets_share_nothing_and_are_everything(kernel):
    """The three sets share nothing, and are everything together."""
    train, dev, test = (np.asarray(part) for part in kernel.call("split", 50, 10, 15, 3))
    assert (len(train), len(dev), len(test)) == (25, 10, 15)
    assert sorted(np.concatenate([train, dev, test]).tolist()) == list(range(50))


@pytest.mark.points(1)
def test_another_seed_draws_others(kernel):
    """Another seed draws others, the same seed the same."""
    first, again, other = (sorted(np.asarray(kernel.call("split", 60, 20, 20, seed)[2]).tolist()) for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.points(5)
@pytest.mark.parametrize(("samples", "k"), [(20, 5), (23, 4), (7, 7)])
def test_the_folds_are_without_leakage(kernel, samples, k):
    """K folds without leakage, each sample validated once."""
    check_folds(kernel.call("folds", samples, k, 5), samples, k)
