# %% locked imports
import numpy as np
# %% answer softmax
def softmax(logits):
    return np.array([np.exp(row) / np.exp(row).sum() for row in logits])
# %% answer cross_entropy
def cross_entropy(logits, labels):
    return -np.log(softmax(logits)[np.arange(len(labels)), labels]).mean()
