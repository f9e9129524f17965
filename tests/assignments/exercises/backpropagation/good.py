# %% locked imports
import numpy as np
# %% answer backward
def forward(p, x):
    h = np.tanh(x.dot(p["W1"]) + p["b1"])
    return h.dot(p["W2"]) + p["b2"], h
def backward(p, x, y):
    out, h = forward(p, x)
    n = x.shape[0]
    delta2 = (out - y) / n
    delta1 = (1 - h * h) * delta2.dot(p["W2"].T)
    return dict(W1=x.T.dot(delta1), b1=delta1.sum(axis=0), W2=h.T.dot(delta2), b2=delta2.sum(axis=0))
