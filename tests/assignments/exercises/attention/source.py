# %% [markdown] locked intro
# # Scaled dot-product attention
# %% locked imports
import numpy as np
# %% answer attention
def attention(q, k, v, mask=None):
    """Return softmax(q kᵀ / sqrt(d)) v and the weights; q (t, d), k (s, d), v (s, e); False in mask (t, s) hides."""
    ### BEGIN SOLUTION
    scores = q @ k.T / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights = e / e.sum(-1, keepdims=True)
    return weights @ v, weights
    ### END SOLUTION
# %% answer heads
def multi_head(x, Wq, Wk, Wv, Wo, heads):
    """Return causal self-attention of x (t, d) with the columns of Wq, Wk, Wv split evenly into heads, joined by Wo."""
    ### BEGIN SOLUTION
    mask = np.tril(np.ones((len(x), len(x)), bool))
    parts = [np.split(x @ w, heads, axis=1) for w in (Wq, Wk, Wv)]
    return np.concatenate([attention(q, k, v, mask)[0] for q, k, v in zip(*parts)], axis=1) @ Wo
    ### END SOLUTION
# %% answer plot
def show(weights):
    """Draw the weights as an image titled "Attention", with "key" and "query" at the axes."""
    import matplotlib.pyplot as plt
    ### BEGIN SOLUTION
    plt.imshow(weights)
    plt.title("Attention")
    plt.xlabel("key")
    plt.ylabel("query")
    ### END SOLUTION
