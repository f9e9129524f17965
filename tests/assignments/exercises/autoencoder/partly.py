# %% locked imports
# earns 2
import numpy as np
# %% answer autoencoder
def train(x, code, steps=400, rate=0.05, seed=0):
    r = np.random.RandomState(seed)
    E, D = 0.2 * r.randn(x.shape[1], code), 0.2 * r.randn(code, x.shape[1])
    log = []
    for step in range(steps):
        R = x @ E @ D - x
        log.append(np.mean(R ** 2))
        D -= 0.0 * rate                           # learns nothing
    return E, D, log
