"""Makes loss-differences.json: L(above) - L(below) in 60 digits (mpmath), for test/layers/loss-difference.test.ts.

usage: python3 test/layers/loss-differences.py > test/layers/loss-differences.json
"""

import json
import random

import mpmath as mp

mp.mp.dps = 60
rng = random.Random(3)


def cross_entropy(s, t):
    return mp.fsum(mp.log(mp.fsum(mp.e ** mp.mpf(v) for v in row)) - mp.mpf(row[k]) for row, k in zip(s, t)) / len(s)


def squared_error(y, t):
    squares = ((mp.mpf(a) - mp.mpf(b)) ** 2 for p, q in zip(y, t) for a, b in zip(p, q))
    return mp.fsum(squares) / (2 * len(y) * len(y[0]))


def case(scale):
    below = [[round(rng.gauss(0, 2), 6) for _ in range(3)] for _ in range(2)]
    above = [[v + scale * rng.gauss(0, 1) for v in row] for row in below]
    labels = [rng.randrange(3) for _ in range(2)]
    targets = [[round(rng.gauss(0, 1), 3) for _ in range(3)] for _ in range(2)]
    return {
        "scale": scale,
        "above": above,
        "below": below,
        "labels": labels,
        "targets": targets,
        "crossEntropy": float(cross_entropy(above, labels) - cross_entropy(below, labels)),
        "squaredError": float(squared_error(above, targets) - squared_error(below, targets)),
    }


print(json.dumps([case(scale) for scale in (1, 1e-3, 1e-6, 1e-9, 1e-12)], indent=1))
