import numpy as np
import pytest

from grader.exercises import same


@pytest.mark.points(2)
def test_momentum(kernel, rng):
    """Momentum."""
    w, v, g = rng.normal(size=(3, 5))
    new = 0.8 * v + g
    same(kernel.call("momentum", w, v, g, rate=0.3, beta=0.8), (w - 0.3 * new, new))


@pytest.mark.points(3)
def test_nesterov(kernel, rng):
    """Nesterov looks ahead."""
    w = rng.normal(size=2)
    at, v, path = w, np.zeros(2), []
    for _ in range(5):
        v = 0.9 * v + np.array([1.0, 10.0]) * (at - 0.09 * v)
        at = at - 0.1 * v
        path.append(at)
    same(kernel.call("nesterov_path", w, 5), np.array(path))


@pytest.mark.points(2)
def test_rmsprop(kernel, rng):
    """RMSprop."""
    w, s, g = rng.normal(size=5), rng.random(5), rng.normal(size=5)
    new = 0.9 * s + 0.1 * g**2
    same(kernel.call("rmsprop", w, s, g), (w - 0.01 * g / (np.sqrt(new) + 1e-8), new))


@pytest.mark.points(4)
def test_adam(kernel, reference, rng):
    """Adam, over several steps."""
    mine, right = kernel.make("Adam", rate=0.05), reference.make("Adam", rate=0.05)
    w = rng.normal(size=4)
    for _ in range(3):
        g = rng.normal(size=4)
        got = mine.call("step", w, g)
        w = right.call("step", w, g)
        same(got, w)
