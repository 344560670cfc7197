"""Numerical gradients of the first PARAMETERS of 39,760, by full passes over a batch of 100.  usage: numpy_numerical.py FOLDER PARAMETERS"""

import sys
import time

import numpy as np

from mnist_files import load, report
from numpy_net import Sigmoid, TwoLayerNet

(x_train, t_train), _ = load(sys.argv[1])
np.random.seed(0)
net = TwoLayerNet(784, 50, 10, Sigmoid)
mask = np.random.choice(len(x_train), 100)
# float64 once, so that passes need no conversion
x, t = x_train[mask].astype(np.float64) / 255.0, np.eye(10)[t_train[mask]]

start = time.perf_counter()
numerical = net.numerical_gradient(x, t, int(sys.argv[2]))
seconds = time.perf_counter() - start

exact = net.gradient(x, t)
flat = np.concatenate([exact[name].ravel() for name in net.params])
distance = float(np.abs(numerical - flat[: len(numerical)]).max())
report(seconds=seconds, distanceFromBackPropagation=distance)
