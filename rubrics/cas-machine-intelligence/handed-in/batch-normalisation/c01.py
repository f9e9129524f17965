# %% locked imports
import numpy as np
# %% answer forward
def forward(x, gamma, beta, eps=1e-5):
    mu, var = np.mean(x, axis=0), np.var(x, axis=0)
    return (x - mu) / (var + eps) ** 0.5 * gamma + beta
# %% answer backward
def backward(d, x, gamma, eps=1e-5):
    n = x.shape[0]
    mu, var = x.mean(0), x.var(0)
    inv = (var + eps) ** -0.5
    xhat = (x - mu) * inv
    dbeta, dgamma = d.sum(0), (d * xhat).sum(0)
    dx = gamma * inv / n * (n * d - dbeta - xhat * dgamma)
    return dx, dgamma, dbeta
# %% answer running
def running(means, batches, momentum=0.9):
    for b in batches:
        means = means * momentum + b.mean(axis=0) * (1 - momentum)
    return means
