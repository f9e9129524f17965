import numpy as np
import pytest
from scipy.special import softmax

from grader.exercises import same


@pytest.mark.points(3)
def test_attention(kernel, rng):
    """Attention and its weights."""
    q, k, v = rng.normal(size=(4, 8)), rng.normal(size=(6, 8)), rng.normal(size=(6, 3))
    weights = softmax(q @ k.T / np.sqrt(8), axis=1)
    same(kernel.call("attention", q, k, v), (weights @ v, weights))


@pytest.mark.points(2)
def test_mask(kernel, rng):
    """What the mask hides has no weight."""
    q, k, v = rng.normal(size=(3, 4, 5))
    _, weights = kernel.call("attention", q, k, v, np.tril(np.ones((4, 4), bool)))
    assert (weights[np.triu_indices(4, 1)] == 0).all()
    same(weights.sum(axis=1), np.ones(4))


@pytest.mark.points(4)
@pytest.mark.parametrize("heads", [1, 2, 4])
def test_heads(kernel, reference, rng, heads):
    """Several heads."""
    x, matrices = rng.normal(size=(5, 8)), list(rng.normal(size=(4, 8, 8)))
    same(kernel.call("multi_head", x, *matrices, heads), reference.call("multi_head", x, *matrices, heads))


@pytest.mark.points(1)
def test_the_figure(kernel, rng):
    """The figure shows the weights, with its title and axes named."""
    weights = rng.random((3, 4))
    (axes,) = kernel.figure("show", weights).axes
    same(axes.images[0], weights)
    assert (axes.title, axes.xlabel, axes.ylabel) == ("Attention", "key", "query")
