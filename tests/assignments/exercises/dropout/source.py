# %% [markdown] locked intro
# # Inverted dropout
# %% locked imports
import numpy as np
# %% answer dropout
def dropout(x, rate, seed, training=True):
    """Return x with a share `rate` of its numbers zero and the others scaled so that the mean stays."""
    ### BEGIN SOLUTION
    if not training or rate == 0:
        return x
    return x * (np.random.default_rng(seed).random(x.shape) >= rate) / (1 - rate)
    ### END SOLUTION
# %% tests same-in-test points=1
assert (dropout(np.ones(5), 0.5, 0, training=False) == 1).all()
