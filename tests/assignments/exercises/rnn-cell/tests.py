import numpy as np
import pytest

from grader.exercises import check_gradient, same


def cell(rng, t=4):
    return (
        rng.normal(size=(t, 5, 3)), rng.normal(size=(5, 2)), rng.normal(size=(3, 2)), rng.normal(size=(2, 2)), rng.normal(size=2)
    )


def unroll(xs, h, Wx, Wh, b):
    states = []
    for x in xs:
        h = np.tanh(x @ Wx + h @ Wh + b)
        states.append(h)
    return np.array(states)


@pytest.mark.points(2)
def test_step(kernel, rng):
    """One step."""
    xs, *rest = cell(rng)
    same(kernel.call("step", xs[0], *rest), unroll(xs[:1], *rest)[0])


@pytest.mark.points(3)
@pytest.mark.parametrize("t", [1, 7])
def test_unroll(kernel, rng, t):
    """All steps."""
    given = cell(rng, t)
    same(kernel.call("unroll", *given), unroll(*given))


@pytest.mark.points(5)
def test_backward(kernel, rng):
    """Backpropagation through time, against finite differences."""
    xs, h, Wx, Wh, b = cell(rng)
    d = rng.normal(size=(5, 2))
    got = kernel.call("backward", d, xs, h, Wx, Wh, b)
    check_gradient(lambda at: (d * unroll(xs, h, Wx, at, b)[-1]).sum(), got, Wh, rng=rng)
