# %% [markdown] locked intro
# # A linear autoencoder
# %% locked imports
import numpy as np
# %% answer autoencoder
def train(x, code, steps=400, rate=0.05, seed=0):
    """Learn encoder E (d, code) and decoder D (code, d) by gradient descent on mean((x E D - x)²); return E, D, losses."""
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    d = x.shape[1]
    e, c, losses = rng.normal(size=(d, code)) * 0.3, rng.normal(size=(code, d)) * 0.3, []
    for _ in range(steps):
        z = x @ e
        error = z @ c - x
        losses.append(float((error**2).mean()))
        g = 2 * error / error.size * d
        e, c = e - rate * x.T @ (g @ c.T), c - rate * z.T @ g
    return e, c, losses
    ### END SOLUTION
