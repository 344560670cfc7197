"""784-hidden-10 with ReLU in PyTorch: autograd on plain tensors, without the overhead of modules and optimizers."""

import torch
import torch.nn.functional as F


def parameters(hidden):
    W1, W2 = 0.01 * torch.randn(784, hidden), 0.01 * torch.randn(hidden, 10)
    return [p.requires_grad_() for p in (W1, torch.zeros(hidden), W2, torch.zeros(10))]


def scores(x, p):
    return torch.addmm(p[3], torch.addmm(p[1], x, p[0]).relu(), p[2])


def step(x, t, p):
    """One step of gradient descent with learning rate 0.1."""
    grads = torch.autograd.grad(F.cross_entropy(scores(x, p), t), p)
    with torch.no_grad():
        torch._foreach_add_(p, grads, alpha=-0.1)


def tensors(split):
    """x: [N, 784] floats, t: [N]; loaded once, so batches use index_select instead of a DataLoader"""
    x, t = split
    return torch.from_numpy(x.copy()).float().div_(255), torch.from_numpy(t.copy()).long()
