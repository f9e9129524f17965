# %% locked imports
import numpy as np
# %% answer gradient
def gradient(w, b, x, y):
    r = y - (x.dot(w) + b)
    return np.mean(-2 * r[:, None] * x, axis=0), np.mean(-2 * r)
# %% answer fit
def fit(x, y, rate=0.1, steps=200):
    w = np.zeros(x.shape[1]); b = 0.0
    history = []
    for i in range(steps):
        history.append(np.mean((x.dot(w) + b - y) ** 2))
        gw, gb = gradient(w, b, x, y)
        w = w - rate * gw
        b = b - rate * gb
    return w, b, history
