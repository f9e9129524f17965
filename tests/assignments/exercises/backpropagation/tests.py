import numpy as np
import pytest

from grader.exercises import check_gradient, check_shapes, same


def network(rng):
    p = {"W1": rng.normal(size=(3, 4)), "b1": rng.normal(size=4), "W2": rng.normal(size=(4, 2)), "b2": rng.normal(size=2)}
    return p, rng.normal(size=(7, 3)), rng.normal(size=(7, 2))


def loss(p, x, y):
    output = np.tanh(x @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
    return 0.5 * ((output - y) ** 2).sum(1).mean()


@pytest.mark.points(2)
def test_forward(kernel, rng):
    """The forward pass."""
    p, x, _ = network(rng)
    output, hidden = kernel.call("forward", p, x)
    same(hidden, np.tanh(x @ p["W1"] + p["b1"]))
    same(output, hidden @ p["W2"] + p["b2"])


@pytest.mark.points(8)
@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
def test_backward(kernel, rng, name):
    """Each gradient against finite differences."""
    p, x, y = network(rng)
    gradients = kernel.call("backward", p, x, y)
    check_shapes([gradients[name]], [p[name].shape])
    check_gradient(lambda at: loss({**p, name: at}, x, y), gradients[name], p[name], rng=rng)
