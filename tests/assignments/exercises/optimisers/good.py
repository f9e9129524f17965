# %% locked imports
import numpy as np
# %% answer momentum
def momentum(w, v, g, rate=0.1, beta=0.9):
    u = g + v * beta
    return w - u * rate, u
# %% answer nesterov
def nesterov(w, v, gradient, rate=0.1, beta=0.9):
    ahead = w - rate * beta * v
    v = beta * v + gradient(ahead)
    return w - rate * v, v
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
    s = s * decay + np.square(g) * (1 - decay)
    return w - g * rate / (eps + s ** 0.5), s
# %% answer adam
class Adam:
    def __init__(self, rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.a, self.b, self.c, self.e = rate, beta1, beta2, eps
        self.m = self.v = None
        self.n = 0
    def step(self, w, g):
        if self.m is None:
            self.m, self.v = np.zeros_like(g), np.zeros_like(g)
        self.n += 1
        self.m += (1 - self.b) * (g - self.m)
        self.v += (1 - self.c) * (g * g - self.v)
        return w - self.a * (self.m / (1 - self.b ** self.n)) / (np.sqrt(self.v / (1 - self.c ** self.n)) + self.e)
