# %% locked imports
import numpy as np
# %% answer sigmoid
def sigmoid(z):
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2)) if np.all(np.abs(z) < 30) else np.array([np.exp(v) / (1 + np.exp(v)) if v < 0 else 1 / (1 + np.exp(-v)) for v in z])
# %% answer loss
def loss(w, x, y):
    p = sigmoid(x @ w)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
def gradient(w, x, y):
    return (x * (sigmoid(x @ w) - y)[:, None]).mean(axis=0)
