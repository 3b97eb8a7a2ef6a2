/** What an option of another program is called here. */
interface Counterpart {
  /** Without its dashes. */
  readonly option: string;
  /** What a reader must know who used the other. */
  readonly note?: string;
}

const steps = "droplab counts training steps, of which an epoch has as many as there are batches";
const epochs: Counterpart = { option: "iterations", note: steps };
const to = (option: string, ...names: readonly string[]): [string, Counterpart][] => names.map((name) => [name, { option }]);

/** Options of scikit-learn, Keras, PyTorch scripts and the like, by their names in small letters with hyphens. */
export const otherOptions: ReadonlyMap<string, Counterpart> = new Map([
  ...to("learning-rate", "lr", "eta", "alpha", "learning-rate-init", "rate", "step-size"),
  ["epochs", epochs],
  ["epoch", epochs],
  ["n-epochs", epochs],
  ["num-epochs", epochs],
  ["max-epochs", epochs],
  ...to("iterations", "steps", "iter", "iters", "max-iter", "max-iters", "max-steps", "num-steps", "n-iter", "train-steps"),
  ...to("batch-size", "batch", "bs", "batchsize", "minibatch", "mini-batch-size", "train-batch-size"),
  ...to("dropout", "drop", "p", "dropout-rate", "dropout-p", "drop-rate", "rates"),
  ["keep-prob", { option: "dropout", note: "it is the share that is dropped, 1 − the share that is kept" }],
  ...to("max-norm", "maxnorm", "max-norm-constraint", "kernel-constraint", "constraint"),
  ...to("weight-decay", "wd", "decay", "weightdecay"),
  ...to("l2", "reg", "lambda", "regularization", "l2-reg"),
  ...to("gradient-clip", "clip", "clip-norm", "clip-grad", "grad-clip", "grad-norm", "max-grad-norm", "clipnorm"),
  ...to("label-smoothing", "smoothing"),
  ...to("early-stopping", "patience", "n-iter-no-change"),
  ...to("optimizer", "opt", "optim", "solver"),
  ...to("schedule", "scheduler", "lr-schedule", "lr-scheduler"),
  ...to("model", "arch", "architecture", "net", "network", "hidden-layer-sizes", "hidden", "layers", "units"),
  ...to("dataset", "data", "data-set", "file", "train-data"),
  ...to("label", "target", "label-column", "target-column", "y"),
  ...to("split", "test-size", "test-split", "validation-split", "test-share"),
  ...to("reps", "runs", "repeats", "repetitions", "n-runs", "num-runs", "trials", "n-trials", "seeds", "n-seeds"),
  ...to("seed", "random-seed", "random-state", "rng-seed", "manual-seed"),
  ...to("evaluate-every", "eval-every", "eval-interval", "log-interval", "log-every"),
  ...to("workers", "jobs", "n-jobs", "threads", "num-workers", "cpus", "parallel"),
  ...to("device", "gpu", "cuda", "backend", "platform"),
  ...to("store", "db", "database", "sqlite"),
  ...to("output", "out", "outfile", "output-file", "o"),
  ...to("checkpoint-every", "save-every", "save-steps", "checkpoint"),
  ...to("fresh", "force", "overwrite", "no-cache", "rerun"),
]);

/** Commands of other programs. */
export const otherCommands: ReadonlyMap<string, string> = new Map([
  ...["train", "fit", "start", "exec"].map((name): [string, string] => [name, "run"]),
  ...["ls", "experiments", "runs", "history"].map((name): [string, string] => [name, "list"]),
  ...["delete", "remove", "del"].map((name): [string, string] => [name, "rm"]),
  ...["grid", "search", "tune", "gridsearch"].map((name): [string, string] => [name, "sweep"]),
  ...["plot", "figure", "figures", "html", "pdf"].map((name): [string, string] => [name, "report"]),
  ...["diff", "test", "stats", "ttest"].map((name): [string, string] => [name, "compare"]),
  ...["continue", "restart"].map((name): [string, string] => [name, "resume"]),
  ...["ps", "top"].map((name): [string, string] => [name, "status"]),
  ...["logs", "tail"].map((name): [string, string] => [name, "log"]),
  ...["datasets", "describe"].map((name): [string, string] => [name, "data"]),
  ...["benchmark", "speed"].map((name): [string, string] => [name, "bench"]),
  ...["regularizers", "method"].map((name): [string, string] => [name, "methods"]),
  ...["dump"].map((name): [string, string] => [name, "export"]),
  ...["load"].map((name): [string, string] => [name, "import"]),
]);
