# %% [markdown] locked intro
# # Backpropagation through two layers
#
# `hidden = tanh(x @ W1 + b1)`, `output = hidden @ W2 + b2`, loss: half the mean squared error.
# %% locked imports
import numpy as np
# %% answer backward
def forward(p, x):
    """Return output (n, o) and hidden (n, h) for the parameters p = {"W1", "b1", "W2", "b2"}."""
    ### BEGIN SOLUTION
    hidden = np.tanh(x @ p["W1"] + p["b1"])
    return hidden @ p["W2"] + p["b2"], hidden
    ### END SOLUTION
def backward(p, x, y):
    """Return the gradient of 0.5 * mean over the rows of the squared error, with p's keys."""
    ### BEGIN SOLUTION
    output, hidden = forward(p, x)
    d = (output - y) / len(x)
    dh = d @ p["W2"].T * (1 - hidden**2)
    return {"W1": x.T @ dh, "b1": dh.sum(0), "W2": hidden.T @ d, "b2": d.sum(0)}
    ### END SOLUTION
