# %%
import numpy as np
# %%
def confusion(truth, answers, classes):
    return np.bincount(np.asarray(truth) * classes + np.asarray(answers), minlength=classes**2).reshape(classes, classes)
# %%
def metrics(truth, answers, classes):
    c = confusion(truth, answers, classes)
    right = c.diagonal()
    precision = right / np.maximum(c.sum(0), 1)
    recall = right / np.maximum(c.sum(1), 1)
    f1 = 2 * right / np.maximum(c.sum(0) + c.sum(1), 1)
    return {"accuracy": right.sum() / len(truth), "precision": precision.mean(), "recall": recall.mean(), "f1": f1.mean()}
