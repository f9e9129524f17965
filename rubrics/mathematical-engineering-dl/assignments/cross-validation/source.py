# %% [markdown] locked intro
# # Train, dev and test sets, and k-fold cross-validation
# %% locked imports
import numpy as np
# %% answer split
def split(samples, dev, test, seed):
    """Return three arrays of indices, for training, dev and test set, drawn by the seed; `dev` and `test` are how many."""
    ### BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(samples)
    return order[dev + test :], order[:dev], order[dev : dev + test]
    ### END SOLUTION
# %% answer folds
def folds(samples, k, seed):
    """Return k pairs (training indices, validation indices) of a k-fold cross-validation."""
    ### BEGIN SOLUTION
    parts = np.array_split(np.random.default_rng(seed).permutation(samples), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]
    ### END SOLUTION
