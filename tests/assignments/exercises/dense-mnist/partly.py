# %% locked imports
# earns 3
import numpy as np
# %% answer network
class Network:
    def __init__(self, seed=0, hidden=32):
        r = np.random.default_rng(seed)
        self.W1, self.b1 = r.normal(0, 0.05, (784, hidden)), np.zeros(hidden)
        self.W2, self.b2 = r.normal(0, 0.1, (hidden, 10)), np.zeros(10)
    def scores(self, images):
        x = np.asarray(images, float).reshape(-1, 784) / 255.0
        return np.maximum(x @ self.W1 + self.b1, 0) @ self.W2 + self.b2
    def train(self, images, labels, epochs=30, rate=0.3):
        return [2.3] * epochs                      # not done
    def predict(self, images):
        return np.argmax(self.scores(images), axis=1)
