import { mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nativeWidths } from "#devices";
import { namedModel } from "#nn";
import { asTyped } from "../src/cli/typedNames.ts";
import { isBefore, NEEDED_NODE } from "../src/library/node/checkNode.ts";
import { damagedMnist, flipBit } from "./damagedMnist.ts";
import { runCli } from "./runCli.ts";

/** One sentence on one line of standard error, nothing on standard output, exit code 2. */
async function expectUsageError(args: readonly string[], says: string | RegExp) {
  const { code, stdout, stderr } = await runCli(args);
  const sentence = /^droplab: (.*)\n$/.exec(stderr)?.[1] ?? stderr;
  if (typeof says === "string") expect(sentence).toBe(says);
  else expect(sentence).toMatch(says);
  expect(sentence).not.toMatch(/^\s+at |\. |\n/m);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
}

describe("bad input is refused with one sentence and exit code 2:", () => {
  test.each([
    [["--dropout", "1"], 'dropout: "1" is not a rate in [0, 1)'],
    [["--dropout", "-0.1"], 'dropout: "-0.1" is not a rate in [0, 1)'],
    [["--dropout", "NaN"], 'dropout: "NaN" is not a rate in [0, 1)'],
    [["--dropout", "abc"], 'dropout: "abc" is not a rate in [0, 1)'],
    [["--dropout", ""], 'dropout: "" is not a rate in [0, 1)'],
    [["-d", "0,4"], 'dropout: "0,4" is not a rate in [0, 1); did you mean 0.4?'],
    [["-d", "0,0.4"], 'dropout: "0,0.4" is not a rate in [0, 1); droplab sweep takes lists: droplab sweep -d 0,0.4'],
    [["--dropout", "0.4", "--dropout", "2"], 'dropout: "2" is not a rate in [0, 1)'],
    [["--dropout"], "option '-d, --dropout <rate>' argument missing"],
    [["--max-norm", "-1"], 'max-norm: "-1" is not 0 (off) or a number from 1e-8 to 1e8'],
    [["--max_norm", "Infinity"], 'max-norm: "Infinity" is not 0 (off) or a number from 1e-8 to 1e8'],
    [["--reps", "0"], 'reps: "0" is not a whole number from 1 to 1000000'],
    [["--iterations", "1.5"], 'iterations: "1.5" is not a whole number from 1 to 1000000000'],
    [["--workers", "-1"], 'workers: "-1" is not a whole number from 0 to 1024'],
    [
      ["--workers", "0"],
      "workers: with 0 others make the runs, and a file has no workers; give at least 1, or name a database with --store",
    ],
    [["--model", "mlp(4)", "--model", "mlp(8)"], 'model: it is given twice, "mlp(8)" the second time; give it once'],
    [["-i", "10", "--iterations", "20"], 'iterations: it is given twice, "20" the second time; give it once'],
    [["--seed", "-1"], 'seed: "-1" is not a whole number from 0 to 9007199254740991'],
    [["--seed", "9007199254740993"], 'seed: "9007199254740993" is not a whole number from 0 to 9007199254740991'],
    [["--device", "gpu"], 'device: "gpu" is not one of auto, native, wasm, reference'],
    [["--protocol", "foo"], 'protocol: "foo" is not one of post, sound, post-held-out'],
    [["--simd", "sse"], 'simd: "sse" is not one of auto, avx512, avx2, neon, baseline'],
    [["--simd", "avx512", "--device", "wasm"], "simd: avx512 is a width of the native device, not of wasm"],
    [["--dropuot", "0.4"], "unknown option '--dropuot'; did you mean --dropout?"],
    [["--max_nrom", "25"], "unknown option '--max-nrom'; did you mean --max-norm?"],
    [["--frobnicate"], "unknown option '--frobnicate'"],
    [
      ["--dropout-kind", "spatail"],
      'dropout-kind: "spatail" is not one of inverted, classic, gaussian, spatial, dropConnect; did you mean spatial?',
    ],
    [["--dropout-rates", "0.2,1"], 'dropout-rates: "0.2,1" is not rates in [0, 1)'],
    [["--soft-sharing-components", "17"], 'soft-sharing-components: "17" is not a whole number from 2 to 16'],
    [["--sparsity-target", "0"], 'sparsity-target: "0" is not a number in (0, 1)'],
    [["--learning-rate", "0"], 'learning-rate: "0" is not a positive number that float32 can hold'],
    [["--momentum", "0.9"], "momentum: adam has none of that kind; use it with sgd or nesterov"],
    [["--optimizer", "sgd", "--momentum", "0.5:1:100"], 'momentum: "0.5:1:100" is not a number in [0, 1), or from:to:iterations'],
    [["--schedule", "step:0:0.5"], /^schedule: "step:0:0\.5" is not constant, step:<every>:<factor>, .*\+warm-up:<n> if wanted$/],
    [["--batch-size", "0"], 'batch-size: "0" is not a whole number from 1 to 8192'],
    [["--mc", "-1"], 'mc: "-1" is not a whole number from 0 (off) to 10000'],
    [["--model", "vgg"], 'model: "vgg" is not lenet, mlp, mlp(1024,1024,2048) with any sizes, residual, or a JSON file'],
    [["--model", "mlp(100,x)"], "model: mlp(100,x): layer 2 is not a whole number of units from 1 to 65536"],
    [["--model", "/no/where.json"], "model: /no/where.json cannot be read (ENOENT); name a JSON file with a model"],
    [
      ["--dataset", "cifar"],
      /^dataset: "cifar" is not mnist, fashion-mnist, a folder of IDX files or a table \(\.csv, \.tsv, \.txt or \.data\); there is no such/,
    ],
    [["0.4"], "too many arguments for 'run': expected 0 arguments but got 1: 0.4"],
  ])("run %j", (args, says) => expectUsageError(["run", ...args], says));

  test.each(["compare", "report"])("%s with a margin that no difference can leave", (command) =>
    expectUsageError([command, "3f2a", "--margin", "101"], 'margin: "101" is not a positive number up to 100'),
  );

  test.each([
    [
      {
        layers: [
          { layer: "conv2d", filters: 4, size: 5 },
          { layer: "dense", units: 10 },
        ],
      },
      "model: layer dense1: needs a flat input, got 4 × 24 × 24; put a flatten layer before it",
    ],
    [
      { layers: [{ layer: "flatten" }, { layer: "dense", units: 7 }] },
      "model: its last layer has 7 units, the data 10 classes; give it as many units as classes",
    ],
    [{ layers: [{ layer: "dense", units: 0 }] }, /model\.layers\[0\]\.units: 0 is not a whole number from 1 to 1000000$/],
    [{ layers: [{ layer: "dens", units: 10 }] }, /model\.layers\[0\]\.layer: "dens" is not one of conv2d, .*; did you mean dense\?$/],
    ["not json", /^model: .*net\.json is not JSON: /],
  ])("a model file that says %j", async (model, says) => {
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "net.json");
    writeFileSync(file, typeof model === "string" ? model : JSON.stringify(model));
    await expectUsageError(["run", "--model", file], says);
  });

  test("dropout rates that are not as many as the dropout layers", () =>
    expectUsageError(["run", "--dropout-rates", "0.1,0.2"], "dropout-rates: 2 rates for a net with 5 dropout layers; give 5"));

  test("a penalty that a model has no place for", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "net.json");
    const layers = [{ layer: "flatten" }, { layer: "dense", units: 5 }, { layer: "tanh" }, { layer: "dense", units: 10 }];
    writeFileSync(file, JSON.stringify({ layers, loss: "meanSquaredError" }));
    await expectUsageError(
      ["run", "--model", file, "--activity-sparsity", "1"],
      "activity-sparsity: tanh can be negative, so its mean has no such target; use sigmoid, relu, softplus",
    );
    await expectUsageError(["run", "--model", file, "--label-smoothing", "0.1"], /^label-smoothing: this model's loss is not the softmax/);
  });

  test("names of options in what was typed, names of fields in what a file says", () => {
    const says = "maxNormScope: maxNorm is off; give maxNorm too (dropout 0, maxNormScope kernel)";
    const typed = "max-norm-scope: max-norm is off; give max-norm too (dropout 0, maxNormScope kernel)";
    expect(asTyped(says, ["run", "--max-norm-scope=kernel"])).toBe(typed);
    expect(asTyped(says, ["sweep", "--model", "net.json"])).toBe(typed);
    expect(asTyped(says, ["sweep", "experiment.json"])).toBe(says);
    expect(asTyped(says, ["sweep", "experiment.json", "--max_norm_scope", "kernel"])).toBe(
      says.replace("maxNormScope:", "max-norm-scope:"),
    );
    expect(asTyped("sgd: notAField: 3 is none", ["run"])).toBe("sgd: notAField: 3 is none");
  });

  test.each(["lenet", "residual"])("a table for %s, with a model that takes it", (name) =>
    expect(() => namedModel(name, { input: [5] })).toThrow(
      `model: ${name} takes pictures, channels × height × width, and the data's examples are 5 numbers; give one of dense layers, such as model 'mlp(16)'`,
    ),
  );

  test("13.18: names that every object has, as models", () => {
    for (const name of ["mlp(8", "mlp(8))", "mlp8", "mlp()8", "mlp 8"]) expect(namedModel(name, {})).toBeUndefined();
    for (const name of ["mlp(8)", "mlp:8"]) expect(namedModel(name, {})?.name).toBe("mlp(8)");
    for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty"]) expect(namedModel(name, {})).toBeUndefined();
    return expectUsageError(["run", "--model", "constructor"], /^model: "constructor" is not lenet, mlp, mlp\(/);
  });

  test("an unknown method", () => expectUsageError(["methods", "dropuot"], "dropuot: there is no such method; did you mean dropout?"));

  test("a sweep of nothing", () => expectUsageError(["sweep", "-r", "2"], /^sweep: nothing is said to vary; name an experiment file, or/));

  test("a variance of one run each", () =>
    expectUsageError(["variance", "--reps", "1"], "reps: 1 run has no spread; give --reps 2 or more"));

  test("an unknown command", () => expectUsageError(["runn"], "unknown command 'runn'; did you mean run?"));

  test("a vector width that this machine does not have", async () => {
    const missing = ["avx512", "neon"].find((width) => !nativeWidths().includes(width)) as string;
    await expectUsageError(
      ["run", "--simd", missing],
      new RegExp(`^simd: ${missing} (does not run on this processor, which has|is a width of)`),
    );
  });

  test("15.16: the library needs the Node that the package says", () => {
    expect(`>=${NEEDED_NODE}`).toBe(JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")).engines.node);
    const before = ["20.20.2", "22.17.9", "9.99.0"].map((version) => isBefore(version, "22.18"));
    const after = ["22.18.0", "24.0.1", "100.1.0"].map((version) => isBefore(version, "22.18"));
    expect([before, after]).toEqual([
      [true, true, true],
      [false, false, false],
    ]);
  });

  test("a Node that is too old", async () => {
    const preload = 'Object.defineProperty(process.versions, "node", { value: "20.20.2" })';
    const { code, stdout, stderr } = await runCli(["--help"], { preload });
    expect(stderr).toMatch(/^droplab: Node 20\.20\.2 is too old, 22\.18 or newer is needed; .*npm ci.*\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("a Node that is too old, where a checkout brings its own, which takes over with the same words and exit code", async () => {
    const version = 'if (!process.env.DROPLAB_NODE) Object.defineProperty(process.versions, "node", { value: "20.20.2" })';
    const preload = `${version}; Object.defineProperty(process, "execPath", { value: "/usr/bin/another" })`;
    const { code, stdout, stderr } = await runCli(["data", "nothing.csv"], { preload });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^droplab: dataset: "nothing\.csv" is not mnist/);
    expect((await runCli(["--version"], { preload })).stdout).toMatch(/^0\.\d+\.\d+\n$/);
  });
});

describe("data that is not MNIST is refused with one sentence and exit code 2:", () => {
  const run = (folder: string) => ["run", "-i", "1", "-r", "1", `--data_dir=${folder}`];

  test("a folder that does not exist, whose name keeps its underscores", () =>
    expectUsageError(run("/no_where"), /^\/no_where\/train-images-idx3-ubyte: there is no such file; the folder must hold/));

  test.each([
    ["a missing file", { "t10k-labels-idx1-ubyte": "removed" }, /t10k-labels-idx1-ubyte: there is no such file/],
    [
      "a truncated file",
      { "t10k-images-idx3-ubyte": (bytes: Uint8Array) => bytes.subarray(0, 1_000_000) },
      /t10k-images-idx3-ubyte: truncated: the header says 10000 × 28 × 28 = 7840000 bytes, the file has 999984$/,
    ],
    [
      "swapped files",
      { "train-images-idx3-ubyte": "t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte": "train-images-idx3-ubyte" },
      /train-images-idx3-ubyte: holds 10000 × 28 × 28 bytes, MNIST has 60000 × 28 × 28; are two files swapped\?$/,
    ],
    [
      "a file with one wrong bit",
      { "train-labels-idx1-ubyte": flipBit(5000) },
      /train-labels-idx1-ubyte: SHA-256 [0-9a-f]{12}… is not that of MNIST \(65a50cbbf4e9…\)/,
    ],
  ] as const)("%s", (_, damage, says) => expectUsageError(run(damagedMnist(damage)), says));

  test("a folder that is a file", () =>
    expectUsageError(run(join(import.meta.dirname, "runCli.ts")), /train-images-idx3-ubyte: what should be its folder is a file/));
});

describe("output that cannot be written", () => {
  test("ends quietly when its reader goes away", async () => {
    const { code, stdout, stderr } = await runCli(["run", "-i", "20", "-r", "50", "--workers", "1"], { closeEarly: true });
    expect(stdout).toMatch(/^run {2}1 .*\n$/);
    expect(stderr).not.toMatch(/^\s+at |EPIPE|droplab:/m);
    expect(code).toBe(0);
  });

  test.runIf(process.platform === "linux")("ends with one sentence and exit code 1 when the disk is full", async () => {
    const { code, stderr } = await runCli(["run", "-i", "20", "-r", "1"], { stdout: openSync("/dev/full", "w") });
    expect(stderr.match(/^droplab: .*$/gm)).toEqual([expect.stringMatching(/^droplab: standard output cannot be written: .*ENOSPC/)]);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
  });
});
