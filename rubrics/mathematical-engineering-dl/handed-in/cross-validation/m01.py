# %%
import numpy as np
# %%
def split(samples, dev, test, seed):
    indices = np.random.RandomState(seed).permutation(samples)
    return indices[: samples - dev - test], indices[samples - dev - test : samples - test], indices[samples - test :]
# %%
def folds(samples, k, seed):
    indices = np.random.RandomState(seed).permutation(samples)
    return [(np.setdiff1d(indices, indices[i::k]), indices[i::k]) for i in range(k)]
