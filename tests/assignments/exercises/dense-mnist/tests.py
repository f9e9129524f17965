import numpy as np
import pytest
from sklearn.datasets import load_digits

from grader.exercises import check_loss_falls, check_shapes, dense_parameters


def digits(rng):
    images, labels = load_digits(return_X_y=True)
    order = rng.permutation(len(labels))[:700]
    large = np.pad(np.kron(images[order].reshape(-1, 8, 8), np.ones((3, 3))), ((0, 0), (2, 2), (2, 2)))
    return (large / 16 * 255).astype(np.uint8), labels[order]


@pytest.mark.points(2)
def test_it_has_the_layers_it_should_have(kernel):
    """The layers' shapes and the number of parameters."""
    net = kernel.make("Network", hidden=32)
    weights = [net.value(name) for name in ("W1", "b1", "W2", "b2")]
    check_shapes(weights, [(784, 32), (32,), (32, 10), (10,)])
    assert sum(w.size for w in weights) == dense_parameters([784, 32, 10])


@pytest.mark.points(3)
def test_the_loss_falls_on_a_fixed_batch(kernel, rng):
    """The loss falls on a fixed batch."""
    images, labels = digits(rng)
    net = kernel.make("Network", seed=1)
    check_loss_falls(net.call("train", images[:100], labels[:100], epochs=60), to=0.5, steps=60)


@pytest.mark.points(4)
def test_it_recognises_digits_it_has_not_seen(kernel, rng):
    """More than 75 % of unseen digits are recognised; the labels of those stay outside."""
    images, labels = digits(rng)
    net = kernel.make("Network", seed=2)
    net.call("train", images[:500], labels[:500], epochs=80)
    assert (np.asarray(net.call("predict", images[500:])) == labels[500:]).mean() > 0.75
