"""Makes natural-log-values.json for test/random/natural-log.test.ts: 200-bit logarithms (mpmath) and hashes of glibc's.
`values`: [x, ln x rounded to double, the rounding error]; `unit` and `near_one`: SHA-256 of log((2k + 1) / 2^17) and of
log(0.9375 + k / 2^19) for k < 2^16, from the C library (glibc 2.36 on a processor with fused multiply-add).
usage: python3 test/random/natural-log-values.py > test/random/natural-log-values.json
"""

import hashlib
import json
import math
import random

import mpmath
import numpy as np

mpmath.mp.prec = 200
rng = random.Random(20)

below, above = math.nextafter(1, 0), math.nextafter(1, 2)
edges = [0.9375, 1.064697265625, below, above, 0.5, 2, 10, math.e, 0.6875, 1.375, 2.2250738585072014e-308, 1.7976931348623157e308]
edges += [math.nextafter(x, toward) for x in (0.9375, 1.064697265625, 0.6875, 1.375) for toward in (0, 2)]
points = edges + [rng.uniform(0.9375, 1.0647) for _ in range(60)] + [rng.random() for _ in range(60)]
points += [math.exp(rng.uniform(-700, 700)) for _ in range(40)]


def row(x):
    exact = mpmath.log(mpmath.mpf(x))
    rounded = float(exact)
    return [x, rounded, float(exact - mpmath.mpf(rounded))]


def sha256(xs):
    return hashlib.sha256(np.array([math.log(x) for x in xs]).tobytes()).hexdigest()


print(json.dumps({
    "values": [row(x) for x in points],
    "unit": sha256((2 * k + 1) / 2**17 for k in range(2**16)),
    "near_one": sha256(0.9375 + k / 2**19 for k in range(2**16)),
}).replace("], [", "],\n["))
