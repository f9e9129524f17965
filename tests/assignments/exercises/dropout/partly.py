# %% locked imports
# earns 5
import numpy as np
# %% answer dropout
def dropout(x, rate, seed, training=True):
    if not training:
        return x * (1 - rate)                     # scaled at the wrong place
    return x * (np.random.default_rng(seed).random(x.shape) >= rate)
