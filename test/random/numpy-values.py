"""Makes numpy-values.json for test/random/numpy.test.ts: numbers of NumPy's legacy generator (made with NumPy 2.4.6).

usage: python3 test/random/numpy-values.py > test/random/numpy-values.json
"""

import hashlib
import json

import numpy as np


def sha256(values, dtype):
    return hashlib.sha256(np.asarray(values).astype(dtype).tobytes()).hexdigest()


def seeded(seed):
    return np.random.RandomState(seed)


def values_of(seed):
    mixed = seeded(seed)
    shuffled = np.arange(1000)
    seeded(seed).shuffle(shuffled)
    return {
        "seed": seed,
        "uint32": [int(n) for n in seeded(seed).randint(0, 2**32, 5, dtype=np.uint32)],
        "random_sample": seeded(seed).random_sample(4).tolist(),
        "random_sample_100000_sha256": sha256(seeded(seed).random_sample(100000), "<f8"),
        "randn": seeded(seed).randn(5).tolist(),
        "randn_100001_sha256": sha256(seeded(seed).randn(100001), "<f8"),
        "choice_60000": seeded(seed).choice(60000, 8).tolist(),
        "choice_60000_10000_sha256": sha256(seeded(seed).choice(60000, 10000), "<i4"),
        "randint": {str(n): seeded(seed).randint(0, n, 12).tolist() for n in (1, 2, 7, 256, 1000003, 2**31, 2**32)},
        "shuffle_10": (lambda a, r: (r.shuffle(a), a.tolist())[1])(np.arange(10), seeded(seed)),
        "shuffle_1000_sha256": sha256(shuffled, "<i4"),
        # One generator for everything, as in a training run. After an odd number of normals, one is kept.
        "mixed": [*mixed.randn(3).tolist(), *mixed.choice(100, 3).tolist(), *mixed.random_sample(2).tolist(), *mixed.randn(2).tolist()],
    }


print(json.dumps([values_of(seed) for seed in (0, 1, 42, 12345, 2**32 - 1)], indent=1))
