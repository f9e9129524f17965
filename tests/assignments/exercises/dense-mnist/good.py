# %% locked imports
import numpy as np
# %% answer network
class Network:
    def __init__(self, seed=0, hidden=32):
        r = np.random.default_rng(seed)
        self.W1, self.b1 = r.normal(0, 0.05, (784, hidden)), np.zeros(hidden)
        self.W2, self.b2 = r.normal(0, 0.1, (hidden, 10)), np.zeros(10)
    def forward(self, images):
        x = np.asarray(images, float).reshape(-1, 784) / 255.0
        a = np.tanh(x @ self.W1 + self.b1)
        return x, a, a @ self.W2 + self.b2
    def scores(self, images):
        return self.forward(images)[2]
    def train(self, images, labels, epochs=30, rate=0.3):
        out = []
        target = np.eye(10)[labels]
        for e in range(epochs):
            x, a, z = self.forward(images)
            p = np.exp(z - z.max(1)[:, None]); p /= p.sum(1)[:, None]
            out.append(-np.mean(np.sum(target * np.log(p + 1e-12), axis=1)))
            g = (p - target) / len(x)
            ga = g @ self.W2.T * (1 - a ** 2)
            self.W2 -= rate * a.T @ g; self.b2 -= rate * g.sum(0)
            self.W1 -= rate * x.T @ ga; self.b1 -= rate * ga.sum(0)
        return out
    def predict(self, images):
        return np.argmax(self.scores(images), axis=1)
