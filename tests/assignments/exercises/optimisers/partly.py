# %% locked imports
# earns 4
import numpy as np
# %% answer momentum
def momentum(w, v, g, rate=0.1, beta=0.9):
    v = beta * v + g
    return w - rate * v, v
# %% answer nesterov
def nesterov(w, v, gradient, rate=0.1, beta=0.9):
    return momentum(w, v, gradient(w), rate, beta)      # does not look ahead
def quadratic(w):
    return np.array([1.0, 10.0]) * w
def nesterov_path(w, steps):
    v, path = np.zeros_like(w), []
    for _ in range(steps):
        w, v = nesterov(w, v, quadratic)
        path.append(w)
    return np.array(path)
# %% answer rmsprop
def rmsprop(w, s, g, rate=0.01, decay=0.9, eps=1e-8):
    s = decay * s + (1 - decay) * g**2
    return w - rate * g / (np.sqrt(s) + eps), s
# %% answer adam
class Adam:
    def __init__(self, rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.rate, self.m, self.v = rate, 0.0, 0.0
    def step(self, w, g):
        self.m, self.v = 0.9 * self.m + 0.1 * g, 0.999 * self.v + 0.001 * g**2      # no correction
        return w - self.rate * self.m / (np.sqrt(self.v) + 1e-8)
