# %% [markdown] locked intro
# # A recurrent cell
#
# `h' = tanh(x Wx + h Wh + b)`.
# %% locked imports
import numpy as np
# %% answer step
def step(x, h, Wx, Wh, b):
    """Return the next state (n, k)."""
    ### BEGIN SOLUTION
    return np.tanh(x @ Wx + h @ Wh + b)
    ### END SOLUTION
# %% answer unroll
def unroll(xs, h, Wx, Wh, b):
    """Return the states (t, n, k) after each of the inputs xs (t, n, d)."""
    ### BEGIN SOLUTION
    states = []
    for x in xs:
        h = step(x, h, Wx, Wh, b)
        states.append(h)
    return np.array(states)
    ### END SOLUTION
# %% answer backward
def backward(d, xs, h, Wx, Wh, b):
    """Return the gradient of sum(d * last state) with respect to Wh, through all of time."""
    ### BEGIN SOLUTION
    states = unroll(xs, h, Wx, Wh, b)
    before, total = [h, *states[:-1]], np.zeros_like(Wh)
    for state, old in zip(states[::-1], before[::-1]):
        da = d * (1 - state**2)
        total += old.T @ da
        d = da @ Wh.T
    return total
    ### END SOLUTION
