"""Makes tiny-runs.json: the book's training in NumPy float64 on 40 images of 4 x 4 pixels, for test/golden/tiny-runs.test.ts.

As in chapters 4 and 5: 16-7-5, weights 0.3 * randn, W1 drawn before W2, batches of 8 by
np.random.choice, learning rate 0.5, loss -ln(y + 1e-7) recorded after the update. Made with NumPy 2.4.6.

usage: python3 test/golden/tiny-runs.py > test/golden/tiny-runs.json
"""

import json

import numpy as np

COUNT, PIXELS, HIDDEN, CLASSES, BATCH, RATE = 40, 16, 7, 5, 8, 0.5


def images():
    """Bytes from a formula that every language can compute; about half are 0."""
    n, i = np.meshgrid(np.arange(COUNT), np.arange(PIXELS), indexing="ij")
    value = (n * 73 + i * 151 + n * i * 29) % 512
    return np.where(value < 256, value, 0).astype(np.uint8), (np.arange(COUNT) * 3 % CLASSES)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Net:
    def __init__(self, activation):
        self.activation = activation
        self.p = {"W1": 0.3 * np.random.randn(PIXELS, HIDDEN), "b1": np.zeros(HIDDEN)}
        self.p |= {"W2": 0.3 * np.random.randn(HIDDEN, CLASSES), "b2": np.zeros(CLASSES)}

    def forward(self, x):
        self.a1 = x @ self.p["W1"] + self.p["b1"]
        self.z1 = sigmoid(self.a1) if self.activation == "sigmoid" else np.maximum(0, self.a1)
        return softmax(self.z1 @ self.p["W2"] + self.p["b2"])

    def loss(self, x, t):
        return -np.sum(np.log(self.forward(x)[np.arange(len(t)), t] + 1e-7)) / len(t)

    def accuracy(self, x, t):
        return float(np.mean(self.forward(x).argmax(axis=1) == t))

    def gradient(self, x, t):
        ds = self.forward(x)
        ds[np.arange(len(t)), t] -= 1
        ds /= len(t)
        da = ds @ self.p["W2"].T
        da *= self.z1 * (1 - self.z1) if self.activation == "sigmoid" else self.a1 > 0
        return {"W1": x.T @ da, "b1": da.sum(axis=0), "W2": self.z1.T @ ds, "b2": ds.sum(axis=0)}

    def numerical_gradient(self, x, t, h=1e-4):
        grads = {}
        for name, p in self.p.items():
            grads[name] = np.zeros_like(p)
            for at in np.ndindex(p.shape):
                value = p[at]
                p[at] = value + h
                above = self.loss(x, t)
                p[at] = value - h
                grads[name][at] = (above - self.loss(x, t)) / (2 * h)
                p[at] = value
        return grads


def run(activation, gradient, steps):
    pixels, labels = images()
    x_train = (pixels.astype(np.float32) / np.float32(255)).astype(np.float64)
    np.random.seed(0)
    net = Net(activation)
    losses, accuracies, first = [], [], None
    for i in range(steps):
        mask = np.random.choice(COUNT, BATCH)
        grads = getattr(net, gradient)(x_train[mask], labels[mask])
        first = first or {name: grad.tolist() for name, grad in grads.items()}
        for name in net.p:
            net.p[name] -= RATE * grads[name]
        losses.append(float(net.loss(x_train[mask], labels[mask])))
        if i % (COUNT // BATCH) == 0:
            accuracies.append(net.accuracy(x_train, labels))
    final = {name: p.tolist() for name, p in net.p.items()}
    return {"activation": activation, "gradient": gradient, "losses": losses, "accuracies": accuracies, "firstGradient": first, "final": final}


print(json.dumps([
    run("relu", "gradient", 50),
    run("sigmoid", "gradient", 50),
    run("relu", "numerical_gradient", 10),
    run("sigmoid", "numerical_gradient", 10),
]))
