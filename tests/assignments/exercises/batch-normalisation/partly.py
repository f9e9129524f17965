# %% locked imports
# earns 7
import numpy as np
# %% answer forward
def forward(x, gamma, beta, eps=1e-5):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta
# %% answer backward
def backward(d, x, gamma, eps=1e-5):
    std = np.sqrt(x.var(0) + eps)
    z = (x - x.mean(0)) / std
    return d * gamma / std, (d * z).sum(0), d.sum(0)      # mean and deviation taken for constants
# %% answer running
def running(means, batches, momentum=0.9):
    for batch in batches:
        means = (1 - momentum) * means + momentum * batch.mean(0)
    return means
