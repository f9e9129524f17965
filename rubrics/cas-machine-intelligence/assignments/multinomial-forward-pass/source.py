# %% [markdown] locked intro
# # Softmax and cross-entropy in NumPy
# %% locked imports
import numpy as np
# %% answer softmax
def softmax(logits):
    """Return the softmax of each row of logits (n, k)."""
    ### BEGIN SOLUTION
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
    ### END SOLUTION
# %% answer cross_entropy
def cross_entropy(logits, labels):
    """Return the mean cross-entropy of the classes labels (n,)."""
    ### BEGIN SOLUTION
    shifted = logits - logits.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]))
    ### END SOLUTION
# %% tests rows points=1
assert np.allclose(softmax(np.zeros((2, 4))), 0.25)
### BEGIN HIDDEN TESTS
assert softmax(np.eye(3))[0, 0] > 0.5
### END HIDDEN TESTS
