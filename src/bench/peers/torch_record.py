"""The recipe of configs/record.yaml, without its view, in PyTorch float32: 600 batches of 100.  usage: torch_record.py FOLDER BATCHES THREADS

Every batch is distorted as a whole: noise for all images, two convolutions with a Gaussian, one grid_sample."""

import math
import sys
import time

import torch
import torch.nn.functional as F

from mnist_files import load, report
from torch_net import scores, tensors

WARM_UP, BATCH = 100, 100
ALPHA, SIGMA, DEGREES, SCALE = 36.0, 5.0, 7.5, 0.1
batches = int(sys.argv[2])
torch.set_num_threads(int(sys.argv[3]))
train, test = load(sys.argv[1])
(x_train, t_train), (x_test, t_test) = tensors(train), tensors(test)
images = x_train.view(-1, 1, 28, 28)
torch.manual_seed(0)
p = [torch.randn(784, 800) * math.sqrt(2 / 784), torch.zeros(800), torch.randn(800, 10) * math.sqrt(2 / 800), torch.zeros(10)]
for parameter in p:
    parameter.requires_grad_()
weights, biases = [p[0], p[2]], [p[1], p[3]]
optimizer = torch.optim.SGD(
    [{"params": weights, "weight_decay": 1e-5}, {"params": biases}], lr=0.1, momentum=0.9, nesterov=True
)

radius = int(4 * SIGMA)
kernel = torch.exp(-0.5 * (torch.arange(-radius, radius + 1) / SIGMA) ** 2)
kernel /= kernel.sum()
down, across = kernel.view(1, 1, -1, 1), kernel.view(1, 1, 1, -1)


def uniform(n, most):
    return (2 * torch.rand(n) - 1) * most


def distorted(x):
    n = len(x)
    noise = 2 * torch.rand(2 * n, 1, 28, 28) - 1
    field = F.conv2d(F.conv2d(noise, down, padding=(radius, 0)), across, padding=(0, radius))
    a, s = uniform(n, math.radians(DEGREES)), torch.tan(uniform(n, math.radians(DEGREES)))
    zx, zy = 1 + uniform(n, SCALE), 1 + uniform(n, SCALE)
    sin, cos = torch.sin(a), torch.cos(a)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = cos * zx, (cos * s - sin) * zy
    theta[:, 1, 0], theta[:, 1, 1] = sin * zx, (sin * s + cos) * zy
    grid = F.affine_grid(theta, (n, 1, 28, 28), align_corners=False)
    grid = grid + field.view(n, 2, 28, 28).permute(0, 2, 3, 1) * (ALPHA * 2 / 28)
    return F.grid_sample(x, grid, padding_mode="zeros", align_corners=False)


def run(order):
    for index in order.split(BATCH):
        x = distorted(images.index_select(0, index)).view(-1, 784)
        loss = F.cross_entropy(scores(x, p), t_train.index_select(0, index))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()


run(torch.randperm(len(x_train))[: WARM_UP * BATCH])
start = time.perf_counter()
run(torch.randperm(len(x_train))[: batches * BATCH])
seconds = time.perf_counter() - start

with torch.no_grad():
    report(seconds=seconds, testAccuracy=(scores(x_test, p).argmax(1) == t_test).float().mean().item())
