import numpy as np
import pytest

from grader.exercises import check_gradient, check_loss_falls, same


def data(rng):
    x = rng.normal(size=(60, 3))
    return x, x @ np.array([1.0, -2.0, 0.5]) + 3.0


@pytest.mark.points(4)
def test_the_gradient_is_the_derivative_of_the_loss(kernel, rng):
    """The gradient is the derivative of the loss."""
    x, y = data(rng)
    w, b = rng.normal(size=3), 0.7
    dw, db = kernel.call("gradient", w, b, x, y)
    check_gradient(lambda at: ((x @ at + b - y) ** 2).mean(), dw, w, rng=rng)
    check_gradient(lambda at: ((x @ w + at - y) ** 2).mean(), db, b, rng=rng)


@pytest.mark.points(3)
def test_the_line_is_found(kernel, rng):
    """Gradient descent finds the line."""
    x, y = data(rng)
    w, b, losses = kernel.call("fit", x, y, rate=0.1, steps=400)
    same(w, np.array([1.0, -2.0, 0.5]), atol=1e-3)
    same(float(b), 3.0, atol=1e-3)
    check_loss_falls(losses, to=0.01, steps=400)


@pytest.mark.points(2)
def test_the_steps_are_as_asked(kernel, rng):
    """The first step goes as far as the rate says."""
    x, y = data(rng)
    w, b, losses = kernel.call("fit", x, y, rate=0.01, steps=1)
    same(w, 0.02 * x.T @ y / len(y))
    same(losses, [float((y**2).mean())])
