# %% locked imports
import numpy as np
# %% answer autoencoder
def train(x, code, steps=400, rate=0.05, seed=0):
    r = np.random.RandomState(seed)
    E, D = 0.2 * r.randn(x.shape[1], code), 0.2 * r.randn(code, x.shape[1])
    log = []
    for step in range(steps):
        Z = x.dot(E); R = Z.dot(D) - x
        log.append(np.mean(R ** 2))
        gD = 2 * Z.T.dot(R) / len(x)
        gE = 2 * x.T.dot(R.dot(D.T)) / len(x)
        E -= rate * gE; D -= rate * gD
    return E, D, log
