"""The book's chapter-5 run in PyTorch float32.  usage: torch_book.py FOLDER ITERATIONS THREADS"""

import sys
import time

import torch
import torch.nn.functional as F

from mnist_files import load, report
from torch_net import parameters, scores, step, tensors

iterations = int(sys.argv[2])
torch.set_num_threads(int(sys.argv[3]))
train, test = load(sys.argv[1])

start = time.perf_counter()
(x_train, t_train), (x_test, t_test) = tensors(train), tensors(test)
torch.manual_seed(0)
p = parameters(50)
losses, evaluation = torch.empty(iterations), 0


def accuracy(x, t):
    return (scores(x, p).argmax(1) == t).float().mean().item()


for i in range(iterations):
    index = torch.randint(len(x_train), (100,))
    x, t = x_train.index_select(0, index), t_train.index_select(0, index)
    step(x, t, p)
    with torch.no_grad():
        losses[i] = F.cross_entropy(scores(x, p), t)
        if i % 600 == 0:
            before = time.perf_counter()
            train_accuracy, test_accuracy = accuracy(x_train, t_train), accuracy(x_test, t_test)
            evaluation += time.perf_counter() - before
seconds = time.perf_counter() - start

report(seconds=seconds, evaluation=evaluation, trainAccuracy=train_accuracy, testAccuracy=test_accuracy)
