import numpy as np
import pytest

from grader.exercises import check_gradient, same


def forward(x, gamma, beta):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5) + beta


@pytest.mark.points(3)
def test_forward(kernel, rng):
    """The forward pass."""
    x, gamma, beta = rng.normal(3, 5, size=(16, 4)), rng.normal(size=4), rng.normal(size=4)
    same(kernel.call("forward", x, gamma, beta), forward(x, gamma, beta))


@pytest.mark.points(6)
@pytest.mark.parametrize("which", [0, 1, 2], ids=["x", "gamma", "beta"])
def test_backward(kernel, rng, which):
    """Each gradient against finite differences."""
    at = [rng.normal(size=(8, 3)), rng.normal(size=3), rng.normal(size=3)]
    d = rng.normal(size=(8, 3))

    def total(value):
        given = list(at)
        given[which] = value
        return (d * forward(*given)).sum()

    check_gradient(total, kernel.call("backward", d, at[0], at[1])[which], at[which], rng=rng)


@pytest.mark.points(1)
def test_running(kernel, rng):
    """The running mean."""
    batches = list(rng.normal(size=(3, 5, 2)))
    means = np.zeros(2)
    for batch in batches:
        means = 0.9 * means + 0.1 * batch.mean(0)
    same(kernel.call("running", np.zeros(2), batches), means)
