# %% [markdown] locked intro
# # Batch normalisation
# %% locked imports
import numpy as np
# %% answer forward
def forward(x, gamma, beta, eps=1e-5):
    """Return the normalised, scaled and shifted batch (n, d), over the rows."""
    ### BEGIN SOLUTION
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta
    ### END SOLUTION
# %% answer backward
def backward(d, x, gamma, eps=1e-5):
    """Return the gradients of sum(d * forward(x, gamma, beta)) with respect to x, gamma and beta."""
    ### BEGIN SOLUTION
    n, std = len(x), np.sqrt(x.var(0) + eps)
    z = (x - x.mean(0)) / std
    dz = d * gamma
    return (dz - dz.mean(0) - z * (dz * z).mean(0)) / std, (d * z).sum(0), d.sum(0)
    ### END SOLUTION
# %% answer running
def running(means, batches, momentum=0.9):
    """Return the running mean after all batches: momentum * old + (1 - momentum) * new."""
    ### BEGIN SOLUTION
    for batch in batches:
        means = momentum * means + (1 - momentum) * batch.mean(0)
    return means
    ### END SOLUTION
