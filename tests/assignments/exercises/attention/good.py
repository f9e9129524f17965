# %% locked imports
import numpy as np
# %% answer attention
def attention(q, k, v, mask=None):
    s = np.einsum("td,sd->ts", q, k) * q.shape[1] ** -0.5
    if mask is not None:
        s = s + np.where(mask, 0.0, -1e9)
    s -= s.max(axis=1)[:, None]
    w = np.exp(s)
    w = w / w.sum(axis=1)[:, None]
    return w.dot(v), w
# %% answer heads
def multi_head(x, Wq, Wk, Wv, Wo, heads):
    t, d = x.shape
    size = Wq.shape[1] // heads
    causal = np.arange(t)[:, None] >= np.arange(t)[None]
    out = []
    for h in range(heads):
        c = slice(h * size, (h + 1) * size)
        out.append(attention(x @ Wq[:, c], x @ Wk[:, c], x @ Wv[:, c], causal)[0])
    return np.hstack(out) @ Wo
# %% answer plot
def show(weights):
    import matplotlib.pyplot as plt
    fig, ax = plt.subplots()
    ax.imshow(weights, cmap="viridis")
    ax.set(title="Attention", xlabel="key", ylabel="query")
