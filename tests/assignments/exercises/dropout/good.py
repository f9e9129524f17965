# %% locked imports
import numpy as np
# %% answer dropout
def dropout(x, rate, seed, training=True):
    if training and rate > 0:
        keep = 1.0 - rate
        mask = np.random.RandomState(seed).binomial(1, keep, size=x.shape)
        x = x * mask / keep
    return x
