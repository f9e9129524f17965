# %% locked imports
import numpy as np
# %% answer softmax
def softmax(logits):
    z = logits - np.amax(logits, axis=-1)[:, None]
    return np.exp(z) / np.exp(z).sum(-1)[:, None]
# %% answer cross_entropy
def cross_entropy(logits, labels):
    top = logits.max(1)
    lse = top + np.log(np.exp(logits - top[:, None]).sum(1))
    return (lse - np.take_along_axis(logits, labels[:, None], 1)[:, 0]).mean()
