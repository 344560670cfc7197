"""Makes optimizer-runs.json: the optimizers of the book's chapter 6 in NumPy float64, for test/golden/optimizer-runs.test.ts.

`valley`: 30 steps down f(x, y) = x^2 / 20 + y^2 from (-7, 2). `nets`: 40 steps of a net of 16-7-6-5, ReLU, on 40 images of
4 x 4 pixels: weights sqrt(2 / n) * randn (`he`) or sqrt(1 / n) * randn (`xavier`), batches of 8 by np.random.choice, loss
-ln(y + 1e-7) and 0.5 * 0.02 * sum(W^2) over the weights, recorded after the update. Made with NumPy 2.4.6.

usage: python3 test/golden/optimizer-runs.py > test/golden/optimizer-runs.json
"""

import json

import numpy as np

SIZES, COUNT, BATCH, DECAY = [16, 7, 6, 5], 40, 8, 0.02


class Step:
    """An optimizer of chapter 6, chosen by name. Its state starts at zero."""

    def __init__(self, name, rate):
        self.name, self.rate, self.memory, self.t = name, rate, {}, 0

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            a, b = self.memory.setdefault(key, [np.zeros_like(g), np.zeros_like(g)])
            params[key] += getattr(self, self.name)(g, a, b)

    def sgd(self, g, a, b):
        return -self.rate * g

    def momentum(self, g, v, _):
        v[...] = 0.9 * v - self.rate * g
        return v

    def nesterov(self, g, v, _):
        change = 0.9 * 0.9 * v - (1 + 0.9) * self.rate * g
        v[...] = 0.9 * v - self.rate * g
        return change

    def adagrad(self, g, h, _):
        h += g * g
        return -self.rate * g / (np.sqrt(h) + 1e-7)

    def rmsprop(self, g, h, _):
        h[...] = 0.99 * h + (1 - 0.99) * g * g
        return -self.rate * g / (np.sqrt(h) + 1e-7)

    def adam(self, g, m, v):
        rate = self.rate * np.sqrt(1 - 0.999**self.t) / (1 - 0.9**self.t)
        m += (1 - 0.9) * (g - m)
        v += (1 - 0.999) * (g**2 - v)
        return -rate * m / (np.sqrt(v) + 1e-7)


def valley(name, rate):
    point = {"x": np.array([-7.0]), "y": np.array([2.0])}
    step, path = Step(name, rate), []
    for _ in range(30):
        step.update(point, {"x": point["x"] / 10, "y": 2 * point["y"]})
        path.append([float(point["x"][0]), float(point["y"][0])])
    return {"optimizer": name, "rate": rate, "path": path}


def images():
    """As in tiny-runs.py."""
    n, i = np.meshgrid(np.arange(COUNT), np.arange(SIZES[0]), indexing="ij")
    value = (n * 73 + i * 151 + n * i * 29) % 512
    return np.where(value < 256, value, 0).astype(np.uint8), (np.arange(COUNT) * 3 % SIZES[-1])


def forward(p, x):
    layers = [x]
    for i in range(1, len(SIZES)):
        a = layers[-1] @ p[f"W{i}"] + p[f"b{i}"]
        layers.append(np.maximum(0, a) if i < len(SIZES) - 1 else a)
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return layers, e / e.sum(axis=1, keepdims=True)


def loss(p, x, t):
    y = forward(p, x)[1][np.arange(len(t)), t]
    weights = sum(np.sum(p[f"W{i}"] ** 2) for i in range(1, len(SIZES)))
    return float(-np.sum(np.log(y + 1e-7)) / len(t) + 0.5 * DECAY * weights)


def gradient(p, x, t):
    layers, d = forward(p, x)
    d[np.arange(len(t)), t] -= 1
    d /= len(t)
    grads = {}
    for i in reversed(range(1, len(SIZES))):
        grads[f"W{i}"] = layers[i - 1].T @ d + DECAY * p[f"W{i}"]
        grads[f"b{i}"] = d.sum(axis=0)
        d = (d @ p[f"W{i}"].T) * (layers[i - 1] > 0)
    return grads


def net(name, rate, init):
    pixels, labels = images()
    x_train = (pixels.astype(np.float32) / np.float32(255)).astype(np.float64)
    np.random.seed(0)
    p = {}
    for i, (n, out) in enumerate(zip(SIZES, SIZES[1:]), 1):
        p[f"W{i}"] = np.sqrt((2.0 if init == "he" else 1.0) / n) * np.random.randn(n, out)
        p[f"b{i}"] = np.zeros(out)
    step, losses = Step(name, rate), []
    for _ in range(40):
        mask = np.random.choice(COUNT, BATCH)
        step.update(p, gradient(p, x_train[mask], labels[mask]))
        losses.append(loss(p, x_train[mask], labels[mask]))
    return {"optimizer": name, "rate": rate, "init": init, "losses": losses, "final": {name: v.tolist() for name, v in p.items()}}


VALLEY = [("sgd", 0.95), ("momentum", 0.1), ("nesterov", 0.1), ("adagrad", 1.5), ("rmsprop", 0.3), ("adam", 0.3)]
NETS = [("sgd", 0.3), ("momentum", 0.1), ("nesterov", 0.1), ("adagrad", 0.1), ("rmsprop", 0.01), ("adam", 0.02)]
print(json.dumps({
    "valley": [valley(*each) for each in VALLEY],
    "nets": [net(*each, init) for each, init in zip(NETS, ["he", "xavier"] * 3)],
}).replace('{"optimizer"', '\n{"optimizer"'))
