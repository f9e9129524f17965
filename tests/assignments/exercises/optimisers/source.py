# %% [markdown] locked intro
# # Four optimisers
#
# Each step takes the weights, the state and the gradient, and returns new weights and new state.
# %% locked imports
import numpy as np
# %% answer momentum
def momentum(w, v, g, rate=0.1, beta=0.9):
    """v' = beta v + g; w' = w - rate v'."""
    ### BEGIN SOLUTION
    v = beta * v + g
    return w - rate * v, v
    ### END SOLUTION
# %% answer nesterov
def nesterov(w, v, gradient, rate=0.1, beta=0.9):
    """The gradient (a function) is taken at w - rate beta v."""
    ### BEGIN SOLUTION
    v = beta * v + gradient(w - rate * beta * v)
    return w - rate * v, v
    ### END SOLUTION
def quadratic(w):
    """The gradient of the bowl that nesterov is tried on."""
    return np.array([1.0, 10.0]) * w
def nesterov_path(w, steps):
    v, path = np.zeros_like(w), []
    for _ in range(steps):
        w, v = nesterov(w, v, quadratic)
        path.append(w)
    return np.array(path)
# %% answer rmsprop
def rmsprop(w, s, g, rate=0.01, decay=0.9, eps=1e-8):
    """s' = decay s + (1 - decay) g²; w' = w - rate g / (sqrt(s') + eps)."""
    ### BEGIN SOLUTION
    s = decay * s + (1 - decay) * g**2
    return w - rate * g / (np.sqrt(s) + eps), s
    ### END SOLUTION
# %% answer adam
class Adam:
    def __init__(self, rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.rate, self.beta1, self.beta2, self.eps = rate, beta1, beta2, eps
        self.m, self.v, self.t = 0.0, 0.0, 0
    def step(self, w, g):
        """Return the weights after one step, with both averages corrected for their start at zero."""
        ### BEGIN SOLUTION
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        m, v = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return w - self.rate * m / (np.sqrt(v) + self.eps)
        ### END SOLUTION
