"""
A training step and the evaluation of bench/peers.ts and bench/mlp.ts in PyTorch, as a competent user writes them: eager mode,
NCHW, one thread. Usage: python3 torchStep.py FOLDER_OF_MNIST_IDX_FILES [lenet|mlp]; prints one line of JSON.
Everything is inside the step's clock: picking 100 byte images, / 255, masks, forward, backward, Adam.
"""

import json
import os
import re
import sys
from statistics import median
from time import perf_counter

for library in ("OMP", "MKL", "OPENBLAS"):
    os.environ[f"{library}_NUM_THREADS"] = "1"  # before torch is loaded

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)

BATCH, WARM_UP, STEPS, EVALUATIONS = 100, 30, 150, 3
if sys.argv[2:] == ["mlp"]:
    WARM_UP, STEPS, EVALUATIONS = 5, 25, 1
EVALUATION_BATCHES = (100, 1000, 10000)


def read_idx(name, header, width):
    """Bytes of one IDX file as a uint8 tensor (items, width)."""
    data = np.fromfile(os.path.join(sys.argv[1], name), np.uint8)[header:]
    return torch.from_numpy(data.reshape(-1, width))


class LeNet(nn.Module):
    """(N, 1, 28, 28) -> (N, 10); ReLU on the logits, as in the post that droplab reproduces."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)
        self.dense1, self.dense2, self.dense3 = nn.Linear(256, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        drop = lambda x: F.dropout(x, self.rate, self.training)
        x = F.dropout(x, min(self.rate, 0.2), self.training)
        x = drop(F.max_pool2d(F.relu(self.conv1(x)), 2))
        x = drop(F.max_pool2d(F.relu(self.conv2(x)), 2).flatten(1))
        x = drop(F.relu(self.dense1(x)))
        x = drop(F.relu(self.dense2(x)))
        return F.relu(self.dense3(x))


class Mlp(nn.Module):
    """(N, 1, 28, 28) -> (N, 10): the net of Srivastava et al. 2014, table 9."""

    def __init__(self, rate, sizes=(784, 1024, 1024, 2048, 10)):
        super().__init__()
        self.rate = rate
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in zip(sizes, sizes[1:]))

    def forward(self, x):
        x = F.dropout(x.flatten(1), min(self.rate, 0.2), self.training)
        for layer in self.layers[:-1]:
            x = F.dropout(F.relu(layer(x)), self.rate, self.training)
        return self.layers[-1](x)


def images(bytes_):
    return bytes_.float().div_(255).view(-1, 1, 28, 28)


def step(net, adam, x, y, pick):
    """One training step on the examples `pick` (BATCH,)."""
    adam.zero_grad(set_to_none=True)
    F.cross_entropy(net(images(x[pick])), y[pick]).backward()
    adam.step()


@torch.inference_mode()
def accuracy(net, x, y, batch):
    right = sum((net(images(x[i : i + batch])).argmax(1) == y[i : i + batch]).sum().item() for i in range(0, len(x), batch))
    return right / len(x)


def milliseconds(work, *arguments):
    start = perf_counter()
    work(*arguments)
    return (perf_counter() - start) * 1000


def blas():
    """The BLAS library in this process: a Debian without OpenBLAS multiplies dense layers with the slow reference one."""
    with open("/proc/self/maps") as maps:
        names = re.findall(r"/(libopenblas|libmkl_core|libblis|libblas)[^/\n]*\n", maps.read())
    return {"libblas": "reference BLAS"}.get(names[0], names[0].removeprefix("lib")) if names else "BLAS inside"


x, y = read_idx("train-images-idx3-ubyte", 16, 784)[:55000], read_idx("train-labels-idx1-ubyte", 8, 1)[:55000, 0].long()
test_x, test_y = read_idx("t10k-images-idx3-ubyte", 16, 784), read_idx("t10k-labels-idx1-ubyte", 8, 1)[:, 0].long()
torch.manual_seed(1)
net = Mlp(0.5) if sys.argv[2:] == ["mlp"] else LeNet(0.4)
adam = torch.optim.Adam(net.parameters(), lr=1e-3)
picks = torch.randperm(len(x))[: (WARM_UP + STEPS) * BATCH].split(BATCH)
steps = [milliseconds(step, net, adam, x, y, pick) for pick in picks][WARM_UP:]

net.eval()
evaluations = {}
for batch in EVALUATION_BATCHES:
    accuracy(net, test_x[:batch], test_y[:batch], batch)
    evaluations[batch] = median(milliseconds(accuracy, net, test_x, test_y, batch) for _ in range(EVALUATIONS))
best = min(evaluations, key=evaluations.get)
print(json.dumps({
    "version": f"{torch.__version__}, {blas()}",
    "threads": torch.get_num_threads(),
    "stepMs": median(steps),
    "evaluateMs": evaluations[best],
    "evaluateBatch": best,
    "evaluations": evaluations,
    "accuracy": accuracy(net, test_x, test_y, best),
}))
