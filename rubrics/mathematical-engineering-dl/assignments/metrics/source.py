# %% [markdown] locked intro
# # Accuracy, precision, recall and F1
#
# Classes are whole numbers from 0. Precision, recall and F1 are the plain means over the classes; what is divided by zero is 0.
# %% locked imports
import numpy as np
# %% answer confusion
def confusion(truth, answers, classes):
    """Return the matrix (classes, classes) whose entry [t, a] counts how often t was answered a."""
    ### BEGIN SOLUTION
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (truth, answers), 1)
    return counts
    ### END SOLUTION
# %% answer metrics
def metrics(truth, answers, classes):
    """Return a dictionary with accuracy, precision, recall and f1."""
    ### BEGIN SOLUTION
    counts = confusion(truth, answers, classes)
    right, said, there = np.diag(counts), counts.sum(0), counts.sum(1)

    def share(part, whole):
        return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)

    return {
        "accuracy": float(right.sum() / counts.sum()),
        "precision": float(share(right, said).mean()),
        "recall": float(share(right, there).mean()),
        "f1": float(share(2 * right, said + there).mean()),
    }
    ### END SOLUTION
