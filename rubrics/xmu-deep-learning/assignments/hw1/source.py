# %% [markdown] locked intro
# # Linear regression by gradient descent
#
# The model is `x @ w + b`, the loss the mean squared error.
# %% locked imports
import numpy as np
# %% answer gradient
def gradient(w, b, x, y):
    """Return the gradient of the mean squared error with respect to w (d,) and b."""
    ### BEGIN SOLUTION
    error = x @ w + b - y
    return 2 * x.T @ error / len(y), 2 * error.mean()
    ### END SOLUTION
# %% answer fit
def fit(x, y, rate=0.1, steps=200):
    """Start at zero, take `steps` steps; return w, b and the list of losses before each step."""
    ### BEGIN SOLUTION
    w, b, losses = np.zeros(x.shape[1]), 0.0, []
    for _ in range(steps):
        losses.append(float(((x @ w + b - y) ** 2).mean()))
        dw, db = gradient(w, b, x, y)
        w, b = w - rate * dw, b - rate * db
    return w, b, losses
    ### END SOLUTION
# %% tests shapes points=1
assert gradient(np.zeros(2), 0.0, np.ones((3, 2)), np.ones(3))[0].shape == (2,)
