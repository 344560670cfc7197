"""Makes cosine-values.json: [x, cos(pi x) rounded to a double, rounding error] for x from 0 to 1, for
test/training/cosine.test.ts; computed in 200 bits by mpmath.

usage: python3 test/training/cosine-values.py > test/training/cosine-values.json
"""

import json
import math
import random

import mpmath

mpmath.mp.prec = 200
rng = random.Random(21)
edges = [0, 1e-300, 1e-9, 0.25, 0.5, 0.75, 1]
edges += [math.nextafter(x, toward) for x in (0.25, 0.5, 0.75) for toward in (0, 1)] + [math.nextafter(1, 0)]
points = edges + [rng.random() for _ in range(120)] + [rng.uniform(0.24, 0.26) for _ in range(40)]


def row(x):
    exact = mpmath.cospi(mpmath.mpf(x))
    rounded = float(exact)
    return [x, rounded, float(exact - mpmath.mpf(rounded))]


print(json.dumps([row(x) for x in points]).replace("], [", "],\n["))
