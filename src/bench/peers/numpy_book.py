"""The book's chapter-5 run in NumPy float64.  usage: numpy_book.py FOLDER ITERATIONS"""

import sys
import time

import numpy as np

from mnist_files import load, report
from numpy_net import Relu, TwoLayerNet

(x_train, t_train), (x_test, t_test) = load(sys.argv[1])
iterations = int(sys.argv[2])

start = time.perf_counter()
# as in the book's loader: float32 images, one-hot labels
x_train, x_test = (x.astype(np.float32) / 255.0 for x in (x_train, x_test))
t_train, t_test = (np.eye(10)[t] for t in (t_train, t_test))
np.random.seed(0)
net = TwoLayerNet(784, 50, 10, Relu)
losses, evaluation = [], 0
for i in range(iterations):
    mask = np.random.choice(len(x_train), 100)
    x, t = x_train[mask], t_train[mask]
    grads = net.gradient(x, t)
    for name in net.params:
        net.params[name] -= 0.1 * grads[name]
    losses.append(net.loss(x, t))
    if i % 600 == 0:
        before = time.perf_counter()
        train_accuracy, test_accuracy = net.accuracy(x_train, t_train), net.accuracy(x_test, t_test)
        evaluation += time.perf_counter() - before
seconds = time.perf_counter() - start

report(seconds=seconds, evaluation=evaluation, trainAccuracy=train_accuracy, testAccuracy=test_accuracy)
