# %% locked imports
import numpy as np
# %% answer step
def step(x, h, Wx, Wh, b):
    return np.tanh(np.concatenate([x, h], axis=1) @ np.concatenate([Wx, Wh]) + b)
# %% answer unroll
def unroll(xs, h, Wx, Wh, b):
    out = np.empty((len(xs),) + h.shape)
    for t, x in enumerate(xs):
        out[t] = h = step(x, h, Wx, Wh, b)
    return out
# %% answer backward
def backward(d, xs, h, Wx, Wh, b):
    hs = [h] + list(unroll(xs, h, Wx, Wh, b))
    g = 0
    for t in range(len(xs), 0, -1):
        d = d * (1 - hs[t] ** 2)
        g = g + hs[t - 1].T @ d
        d = d @ Wh.T
    return g
