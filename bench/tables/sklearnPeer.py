"""scikit-learn's MLPClassifier on splits that droplab made: the same net, optimizer, batches, iterations and rule of choice.
Usage: python3 sklearnPeer.py FILE   reads { "hidden", "batch", "iterations", "evaluateEvery", "seeds", "splits": [{ "heldOut", "classes",
"train": { "x", "y" }, "test": { "x", "y" } }] }, the first `heldOut` rows of `train` being held out; prints, for each split, the accuracy
on the test rows of each seed, in [0, 1]. Without FILE it prints where the tables are."""
import importlib.util
import json
import os
import sys
import warnings

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

warnings.simplefilter("ignore")  # a step at a time does not converge, it says


def batches(rows, batch, random):
    """Batch after batch in a new order every epoch; one that meets the end of an epoch is filled from the next."""
    waiting = np.zeros(0, int)
    while True:
        while len(waiting) < batch:
            waiting = np.concatenate([waiting, random.permutation(rows)])
        yield waiting[:batch]
        waiting = waiting[batch:]


def accuracy_of(setting, split, seed):
    x, y = np.array(split["train"]["x"]), np.array(split["train"]["y"])
    held_out, trained = slice(0, split["heldOut"]), slice(split["heldOut"], None)
    net = MLPClassifier(setting["hidden"], alpha=0, batch_size=setting["batch"], random_state=seed)  # ReLU and Adam at 0.001
    order = batches(len(y) - split["heldOut"], setting["batch"], np.random.default_rng(seed))
    best, chosen = (-1, 0), None
    for iteration in range(1, setting["iterations"] + 1):
        rows = next(order)
        net.partial_fit(x[trained][rows], y[trained][rows], classes=list(range(split["classes"])))
        if iteration % setting["evaluateEvery"]:
            continue
        p = net.predict_proba(x[held_out])
        right = int((p.argmax(1) == y[held_out]).sum())
        loss = -np.log(np.maximum(p[np.arange(len(p)), y[held_out]], 1e-300)).mean()
        if (right, -loss) >= best:  # then the later one
            best = (right, -loss)
            chosen = net.score(np.array(split["test"]["x"]), np.array(split["test"]["y"]))
    return chosen


if len(sys.argv) == 1:
    tables = os.path.join(os.path.dirname(sklearn.__file__), "datasets", "data")
    package = importlib.util.find_spec("palmerpenguins")  # importing it would need pandas
    if package is None:
        sys.exit("there is no palmerpenguins")
    penguins = os.path.join(os.path.dirname(package.origin), "data", "penguins.csv")
    print(json.dumps({"version": sklearn.__version__, "tables": tables, "penguins": penguins}))
else:
    with open(sys.argv[1]) as file:
        asked = json.load(file)
    for split in asked["splits"]:
        print(json.dumps([accuracy_of(asked, split, seed) for seed in range(1, asked["seeds"] + 1)]), flush=True)
