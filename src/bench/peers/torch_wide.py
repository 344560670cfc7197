"""784-800-10 in PyTorch float32: one shuffled epoch of 600 batches of 100.  usage: torch_wide.py FOLDER BATCHES THREADS"""

import sys
import time

import torch

from mnist_files import load, report
from torch_net import parameters, scores, step, tensors

WARM_UP = 100
batches = int(sys.argv[2])
torch.set_num_threads(int(sys.argv[3]))
train, test = load(sys.argv[1])
(x_train, t_train), (x_test, t_test) = tensors(train), tensors(test)
torch.manual_seed(0)
p = parameters(800)


def run(order):
    for index in order.split(100):
        step(x_train.index_select(0, index), t_train.index_select(0, index), p)


run(torch.randperm(len(x_train))[: WARM_UP * 100])
start = time.perf_counter()
run(torch.randperm(len(x_train))[: batches * 100])
seconds = time.perf_counter() - start

with torch.no_grad():
    report(seconds=seconds, testAccuracy=(scores(x_test, p).argmax(1) == t_test).float().mean().item())
