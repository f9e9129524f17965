# %%
import numpy as np
# %%
def confusion(truth, answers, classes):
    c = np.zeros((classes, classes), dtype=int)
    for t, a in zip(truth, answers):
        c[t, a] += 1
    return c
# %%
def metrics(truth, answers, classes):
    c = confusion(truth, answers, classes)
    accuracy = np.trace(c) / c.sum()
    return {"accuracy": accuracy, "precision": accuracy, "recall": accuracy, "f1": accuracy}
