# %% locked imports
import numpy as np
# %% answer sigmoid
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))
# %% answer loss
def loss(w, x, y):
    p = sigmoid(x @ w)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
def gradient(w, x, y):
    return x.T @ (sigmoid(x @ w) - y)
