"""Checks what docs/conventions.md says of PyTorch and Keras, against the values that they give. `python3 bench/peers/conventions.py`
looks at those of the two that are installed (python3-torch from Debian, keras from PyPI; Keras runs on NumPy) and exits with 1 where a
statement does not hold. The side of droplab is checked by test/conventions.*.test.ts, with the same numbers."""
import importlib
import math
import os
import sys
import warnings

warnings.simplefilter("ignore")
os.environ.setdefault("KERAS_BACKEND", "numpy")
failures = 0


def check(statement, found, expected, tolerance=1e-6):
    global failures
    pairs = zip(found, expected) if isinstance(found, (list, tuple)) else [(found, expected)]
    holds = all(abs(float(a) - float(b)) <= tolerance * max(1, abs(float(b))) for a, b in pairs)
    failures += not holds
    print(("ok    " if holds else "WRONG ") + statement + ("" if holds else f": {found}, not {expected}"))


G = [0.5, -0.01]  # the gradients of two steps
START = 1.0


def torch_statements():
    import torch
    from torch import nn

    print(f"PyTorch {torch.__version__}")

    def steps(make, rates=(1.0, 1.0)):
        p = nn.Parameter(torch.tensor([START], dtype=torch.float64))
        optimizer = make([p])
        base = optimizer.param_groups[0]["lr"]
        for g, rate in zip(G, rates):
            optimizer.param_groups[0]["lr"] = base * rate
            p.grad = torch.tensor([g], dtype=torch.float64)
            optimizer.step()
        return p.item()

    eps = 0.1  # large, so that its place shows
    v = [0.1 * G[0] ** 2, 0.9 * 0.1 * G[0] ** 2 + 0.1 * G[1] ** 2]
    m = [0.1 * G[0], 0.9 * 0.1 * G[0] + 0.1 * G[1]]
    expected = START - sum(0.1 * (m[t] / (1 - 0.9 ** (t + 1))) / (math.sqrt(v[t] / (1 - 0.9 ** (t + 1))) + eps) for t in (0, 1))
    check("Adam: m / (sqrt(v) + eps), both bias-corrected", steps(lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.9, 0.9), eps=eps)), expected)
    expected = START - sum(0.1 * g / (math.sqrt(s) + eps) for g, s in zip(G, v))
    check("RMSProp: g / (sqrt(s) + eps)", steps(lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.9, eps=eps)), expected)
    s = [G[0] ** 2, G[0] ** 2 + G[1] ** 2]
    expected = START - sum(0.1 * g / (math.sqrt(a) + eps) for g, a in zip(G, s))
    check("Adagrad: g / (sqrt(s) + eps), s from 0", steps(lambda p: torch.optim.Adagrad(p, lr=0.1, eps=eps)), expected)
    w = [G[0], 0.9 * G[0] + G[1]]
    expected = START - 0.1 * w[0] - 0.05 * w[1]
    check("SGD: v = mu v + g, p -= rate v: the rate of now", steps(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), (1, 0.5)), expected)
    expected = START - 0.1 * (G[0] + 0.9 * w[0]) - 0.1 * (G[1] + 0.9 * w[1])
    check("SGD, nesterov: p -= rate (g + mu v)", steps(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True)), expected)
    expected = START
    for g in G:
        expected -= 0.1 * (g + 0.5 * expected)
    check("SGD, weight_decay: adds lambda w to the gradient, half of lambda w^2's 2 lambda w", steps(lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.5)), expected)
    decayed = steps(lambda p: torch.optim.AdamW(p, lr=0.1, betas=(0.9, 0.9), eps=eps, weight_decay=0.5))
    expected = START
    for t in (0, 1):
        expected = expected * (1 - 0.1 * 0.5) - 0.1 * (m[t] / (1 - 0.9 ** (t + 1))) / (math.sqrt(v[t] / (1 - 0.9 ** (t + 1))) + eps)
    check("AdamW: w (1 - rate lambda), then Adam's step", decayed, expected)
    check("AdamW: lambda is 0.01 unless given", torch.optim.AdamW([nn.Parameter(torch.zeros(1))]).defaults["weight_decay"], 0.01)
    for name, field, value in (("Adam", "eps", 1e-8), ("RMSprop", "eps", 1e-8), ("RMSprop", "alpha", 0.99), ("RMSprop", "lr", 0.01), ("Adagrad", "eps", 1e-10), ("Adagrad", "lr", 0.01)):
        check(f"{name}: {field} is {value} unless given", getattr(torch.optim, name)([nn.Parameter(torch.zeros(1))]).defaults[field], value, 0)

    p = nn.Parameter(torch.zeros(2))
    p.grad = torch.tensor([3e-5, 4e-5])  # small, so that the 1e-6 shows
    nn.utils.clip_grad_norm_([p], 1e-5)
    check("clip_grad_norm_: c / (norm + 1e-6)", p.grad[0].item() / 1e-5, 3 / (5 + 0.1))
    renormed = torch.renorm(torch.tensor([[3e-6, 4e-6], [3e-7, 4e-7]]), 2, 0, 1e-6)
    check("renorm: c / (norm + 1e-7), units in rows", [value / 1e-6 for value in renormed.flatten().tolist()], [3 / 5.1, 4 / 5.1, 0.3, 0.4], 1e-5)

    x = torch.tensor([[1.0], [2.0], [6.0]])
    norm = nn.BatchNorm1d(1)
    y = norm(x)
    check("batch norm: running mean = 0.9 old + 0.1 batch", norm.running_mean.item(), 0.1 * 3)
    check("batch norm: running variance has n - 1", norm.running_var.item(), 0.9 + 0.1 * 14 / 2)
    check("batch norm: the batch's variance has n, eps 1e-5 inside the root", y[0].item(), -2 / math.sqrt(14 / 3 + 1e-5))
    try:
        nn.BatchNorm1d(1)(torch.ones(1, 1))
        check("batch norm: one value is refused", 0, 1)
    except ValueError:
        check("batch norm: one value is refused", 1, 1)

    f = nn.functional
    check("leaky ReLU: slope 0.01", f.leaky_relu(torch.tensor(-1.0)), -0.01)
    check("ELU: alpha 1", f.elu(torch.tensor(-1.0)), math.exp(-1) - 1)
    check("GELU: x Phi(x), exact", f.gelu(torch.tensor(1.0)), 0.5 * (1 + math.erf(1 / math.sqrt(2))), 1e-6)
    check("softplus: linear above 20", f.softplus(torch.tensor(21.0, dtype=torch.float64)).item() - 21, 0, 0)
    zero = torch.zeros(1, requires_grad=True)
    torch.relu(zero).sum().backward()
    check("ReLU: slope 0 at 0", zero.grad.item(), 0, 0)

    ties = torch.ones(1, 1, 2, 2, requires_grad=True)
    f.max_pool2d(ties, 2).sum().backward()
    check("max-pool: of equal values the first has the gradient", ties.grad.flatten().tolist(), [1, 0, 0, 0])
    broken = torch.tensor([[[[1.0, 2.0], [float("nan"), 3.0]]]])
    check("max-pool: a NaN is the maximum", math.isnan(f.max_pool2d(broken, 2).item()), True)
    check("max-pool: windows that do not fit are left out", f.max_pool2d(torch.zeros(1, 1, 5, 5), 2).numel(), 4)
    check("average pool: padding counts", f.avg_pool2d(torch.ones(1, 1, 2, 2), 2, padding=1).flatten().tolist(), [0.25] * 4)

    logits = torch.tensor([[1.0, 2.0, 0.0]], dtype=torch.float64)
    log_p = torch.log_softmax(logits, 1)[0]
    target = [0.9 * (c == 0) + 0.1 / 3 for c in range(3)]
    check("label smoothing: (1 - s) one-hot + s / classes", f.cross_entropy(logits, torch.tensor([0]), label_smoothing=0.1), -sum(t * p for t, p in zip(target, log_p)))
    check("cross-entropy: mean over the batch", f.cross_entropy(torch.cat([logits, logits]), torch.tensor([0, 1])), -(log_p[0] + log_p[1]) / 2)
    check("cross-entropy: a logit of -infinity of another class is 0", f.cross_entropy(torch.tensor([[0.0, -math.inf]]), torch.tensor([0])), 0)
    check("squared error: mean over all numbers", f.mse_loss(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.zeros(2, 2)), 30 / 4)
    check("argmax: a NaN is the highest", torch.tensor([1.0, float("nan")]).argmax(), 1)
    check("argmax: of equal ones the first", torch.tensor([1.0, 2.0, 2.0]).argmax(), 1)

    kernel = torch.empty(64, 8, 5, 5)
    nn.init.xavier_uniform_(kernel)
    check("xavier_uniform_: within sqrt(6 / (fan in + fan out)), fans times the window", kernel.max(), math.sqrt(6 / (8 * 25 + 64 * 25)), 1e-2)
    nn.init.kaiming_normal_(kernel)
    check("kaiming_normal_: not truncated", (kernel.abs().max() / math.sqrt(2 / 200) > 3).item(), True)
    torch.manual_seed(0)
    dense = nn.Linear(100, 50)
    check("nn.Linear starts within 1 / sqrt(fan in), biases too", [dense.weight.abs().max(), dense.bias.abs().max()], [0.1, 0.1], 1e-2)

    def rates(make):
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
        schedule = make(optimizer)
        found = []
        for _ in range(5):
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        return found

    s = torch.optim.lr_scheduler
    check("StepLR: the first step has the rate itself", rates(lambda o: s.StepLR(o, 2, 0.5)), [1, 1, 0.5, 0.5, 0.25])
    check("CosineAnnealingLR: (1 + cos(pi (t - 1) / n)) / 2", rates(lambda o: s.CosineAnnealingLR(o, 5)), [(1 + math.cos(math.pi * t / 5)) / 2 for t in range(5)])
    linear = lambda o: s.SequentialLR(o, [s.LinearLR(o, 0.5, 1, 2), s.StepLR(o, 1, 0.5)], [2])
    check("SequentialLR: the decay begins after the warm-up", rates(linear)[2:], [1, 0.5, 0.25])


def keras_statements():
    import keras
    import numpy as np

    print(f"Keras {keras.__version__}")

    def steps(optimizer, rates=(1.0, 1.0), start=START):
        p = keras.Variable(np.array([start], "float32"))
        optimizer.build([p])
        base = float(np.array(optimizer.learning_rate))
        for g, rate in zip(G, rates):
            optimizer.learning_rate = base * rate
            optimizer.update_step(np.array([g], "float32"), p, np.float32(base * rate))
            optimizer.iterations.assign(optimizer.iterations + 1)
        return float(np.array(p)[0])

    o = keras.optimizers
    eps = 0.1
    v = [0.1 * G[0] ** 2, 0.9 * 0.1 * G[0] ** 2 + 0.1 * G[1] ** 2]
    m = [0.1 * G[0], 0.9 * 0.1 * G[0] + 0.1 * G[1]]
    expected = START - sum(0.1 * math.sqrt(1 - 0.9 ** (t + 1)) / (1 - 0.9 ** (t + 1)) * m[t] / (math.sqrt(v[t]) + eps) for t in (0, 1))
    check("Adam: eps beside the root of the uncorrected v", steps(o.Adam(0.1, 0.9, 0.9, eps)), expected)
    expected = START - sum(0.1 * g / math.sqrt(s + eps) for g, s in zip(G, v))
    check("RMSProp: g / sqrt(s + eps), inside", steps(o.RMSprop(0.1, rho=0.9, epsilon=eps)), expected)
    s = [0.1 + G[0] ** 2, 0.1 + G[0] ** 2 + G[1] ** 2]
    expected = START - sum(0.1 * g / math.sqrt(a + eps) for g, a in zip(G, s))
    check("Adagrad: g / sqrt(s + eps), s from 0.1", steps(o.Adagrad(0.1, epsilon=eps)), expected)
    velocity = [-0.1 * G[0], 0.9 * -0.1 * G[0] - 0.05 * G[1]]
    check("SGD: v = mu v - rate g, p += v: each gradient keeps its rate", steps(o.SGD(0.1, momentum=0.9), (1, 0.5)), START + sum(velocity))
    velocity = [-0.1 * G[0], 0.9 * -0.1 * G[0] - 0.1 * G[1]]
    expected = START + sum(0.9 * w - 0.1 * g for w, g in zip(velocity, G))
    check("SGD, nesterov: p += mu v - rate g", steps(o.SGD(0.1, momentum=0.9, nesterov=True)), expected)
    for name, field, value in (("Adam", "epsilon", 1e-7), ("RMSprop", "epsilon", 1e-7), ("RMSprop", "rho", 0.9), ("Adagrad", "initial_accumulator_value", 0.1), ("AdamW", "weight_decay", 0.004)):
        check(f"{name}: {field} is {value} unless given", getattr(getattr(o, name)(), field), value)
    adamw = o.AdamW(0.1, weight_decay=0.5)
    kernel, bias = keras.Variable(np.ones(1, "float32"), name="kernel"), keras.Variable(np.ones(1, "float32"), name="bias")
    adamw.build([kernel, bias])
    adamw._apply_weight_decay([kernel, bias])
    check("AdamW: w (1 - rate lambda), of biases too unless they are excluded", [float(np.array(x)[0]) for x in (kernel, bias)], [0.95, 0.95])
    clipped = keras.src.optimizers.base_optimizer.clip_by_global_norm([np.array([3.0, 4.0], "float32")], 1.0)
    check("global_clipnorm: c / norm", [float(x) for x in clipped[0]], [0.6, 0.8])

    check("regularizers.L2: lambda sum w^2", keras.regularizers.L2(0.5)(np.array([3.0], "float32")), 4.5)
    check("regularizers.L1: lambda sum |w|", keras.regularizers.L1(0.5)(np.array([-3.0], "float32")), 1.5)
    limit = keras.constraints.MaxNorm(2, axis=0)
    check("MaxNorm: w clip(norm, 0, c) / (1e-7 + norm), over axis 0", [float(x) for x in np.array(limit(np.array([[3.0], [4.0]], "float32"))).flatten()], [1.2, 1.6])

    small = np.array(limit(np.array([[3e-7], [4e-7]], "float32"))).flatten()
    check("MaxNorm: smaller weights shrink too, by norm / (1e-7 + norm)", [float(x) / 1e-7 for x in small], [3 * 5 / 6, 4 * 5 / 6], 1e-5)

    norm = keras.layers.BatchNormalization()
    y = norm(np.array([[1.0], [2.0], [6.0]], "float32"), training=True)
    check("batch norm: moving mean = 0.99 old + 0.01 batch", float(np.array(norm.moving_mean)[0]), 0.01 * 3)
    check("batch norm: moving variance has n", float(np.array(norm.moving_variance)[0]), 0.99 + 0.01 * 14 / 3)
    check("batch norm: eps 1e-3 inside the root", float(y[0][0]), -2 / math.sqrt(14 / 3 + 1e-3))

    a = keras.activations
    check("leaky ReLU: the layer's slope 0.3, the function's 0.2", [keras.layers.LeakyReLU()(np.array([-1.0], "float32"))[0], a.leaky_relu(np.array([-1.0], "float32"))[0]], [-0.3, -0.2])
    check("ELU: alpha 1", a.elu(np.array([-1.0], "float32"))[0], math.exp(-1) - 1)
    check("GELU: exact unless asked otherwise", a.gelu(np.array([1.0], "float32"))[0], 0.5 * (1 + math.erf(1 / math.sqrt(2))), 1e-6)

    x = np.ones((1, 2, 2, 1), "float32")
    check("average pool, same: padding does not count", np.array(keras.layers.AveragePooling2D(2, strides=1, padding="same")(x)).flatten().tolist(), [1.0] * 4)
    check("max-pool, valid: windows that do not fit are left out", np.array(keras.layers.MaxPooling2D(2)(np.zeros((1, 5, 5, 1), "float32"))).size, 4)

    logits = np.array([[1.0, 2.0, 0.0]], "float32")
    log_p = logits[0] - math.log(sum(math.exp(value) for value in logits[0]))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)(np.array([[1.0, 0, 0]], "float32"), logits)
    check("label smoothing: (1 - s) one-hot + s / classes", loss, -sum((0.9 * (c == 0) + 0.1 / 3) * log_p[c] for c in range(3)), 1e-5)

    impossible = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(np.array([0]), np.array([[0.0, -np.inf]], "float32"))
    check("cross-entropy: a logit of -infinity of another class makes it NaN", math.isnan(float(impossible)), True)

    draw = lambda initializer, shape: np.array(initializer(shape))
    he = draw(keras.initializers.HeNormal(seed=1), (200, 400))
    deviation = math.sqrt(2 / 200)
    check("HeNormal: truncated at 2 deviations that are 1 / 0.8796 wider", [abs(he).max(), he.std()], [2 * deviation / 0.87962566, deviation], 1e-2)
    glorot = draw(keras.initializers.GlorotUniform(seed=1), (5, 5, 8, 64))
    check("GlorotUniform: within sqrt(6 / (fan in + fan out)), fans times the window", abs(glorot).max(), math.sqrt(6 / (8 * 25 + 64 * 25)), 1e-2)
    dense = keras.layers.Dense(50)
    dense.build((None, 100))
    check("Dense: Glorot uniform, biases 0", [abs(np.array(dense.kernel)).max(), abs(np.array(dense.bias)).max()], [math.sqrt(6 / 150), 0], 1e-2)

    schedules = o.schedules
    cosine = schedules.CosineDecay(0.0, 4, warmup_target=1.0, warmup_steps=2)
    check("CosineDecay: steps count from 0; warm-up from its initial rate, then the cosine from its start", [float(cosine(step)) for step in range(4)], [0, 0.5, 1, (1 + math.cos(math.pi / 4)) / 2])
    check("InverseTimeDecay: rate / (1 + decay step)", float(schedules.InverseTimeDecay(1.0, 1, 0.5)(2)), 0.5)


for name, package, statements in (("torch", "python3-torch from Debian", torch_statements), ("keras", "keras from PyPI", keras_statements)):
    try:
        importlib.import_module(name)
    except (ImportError, ValueError, OSError):  # the last two where PyTorch misses a library of its own
        print(f"not checked: {name} does not load in {sys.executable}; install {package}")
        continue
    statements()
sys.exit(1 if failures else 0)
