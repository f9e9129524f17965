import warnings

import numpy as np
import pytest
from scipy.special import expit

from grader.exercises import check_gradient, same


@pytest.mark.points(2)
def test_sigmoid_values(kernel, rng):
    """The sigmoid of ordinary numbers."""
    z = rng.normal(size=50) * 3
    same(kernel.call("sigmoid", z), expit(z))


@pytest.mark.points(2)
@pytest.mark.hint("exp(1000) overflows")
def test_sigmoid_of_large_numbers(kernel):
    """The sigmoid of very large and very small numbers."""
    z = np.array([-1000.0, -50.0, 50.0, 1000.0])
    same(kernel.call("sigmoid", z), expit(z), atol=0)


@pytest.mark.points(2)
def test_the_loss(kernel, rng):
    """The loss is the mean cross-entropy."""
    x, y, w = rng.normal(size=(40, 4)), rng.integers(0, 2, 40), rng.normal(size=4)
    p = expit(x @ w)
    same(kernel.call("loss", w, x, y), float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()))


@pytest.mark.points(3)
def test_the_gradient(kernel, rng):
    """The gradient is the derivative of the loss."""
    x, y, w = rng.normal(size=(40, 4)), rng.integers(0, 2, 40), rng.normal(size=4)
    check_gradient(lambda at: np.mean(np.logaddexp(0, x @ at) - y * (x @ at)), kernel.call("gradient", w, x, y), w, rng=rng)
