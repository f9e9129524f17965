# %% [markdown] locked intro
# # Logistic regression
# %% locked imports
import numpy as np
# %% answer sigmoid
def sigmoid(z):
    """Return 1 / (1 + exp(-z)) without overflow."""
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    ### END SOLUTION
# %% answer loss
def loss(w, x, y):
    """Return the mean cross-entropy of the labels y (0 or 1) under sigmoid(x @ w)."""
    ### BEGIN SOLUTION
    z = x @ w
    return float(np.mean(np.logaddexp(0, z) - y * z))
    ### END SOLUTION
def gradient(w, x, y):
    """Return its gradient."""
    ### BEGIN SOLUTION
    return x.T @ (sigmoid(x @ w) - y) / len(y)
    ### END SOLUTION
# %% tests half points=1
assert abs(sigmoid(np.array([0.0]))[0] - 0.5) < 1e-12
