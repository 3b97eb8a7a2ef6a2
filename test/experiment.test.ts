import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { loadMnist } from "#data/files";
import { type Experiment, parseExperiment, planExperiment } from "#experiment";
import { SchemaError } from "#nn";
import { signedRankP } from "../src/analysis/statistics/signedRank.ts";
import { randomCases } from "./randomCases.ts";
import { runCli } from "./runCli.ts";

const data = loadMnist();
const plan = (experiment: Experiment, numerics = "1 fused") => planExperiment(experiment, () => data, numerics);
const ids = (experiment: Experiment) => plan(experiment).trials.map(({ id }) => id);

describe("an experiment", () => {
  test("is every combination of its grid with each entry of its list, seed by seed", () => {
    const { configurations, trials } = plan({ list: [{ maxNorm: 2 }, { l2: 0.1 }], grid: { dropout: [0, 0.4] }, reps: 3 });
    expect(configurations.map(({ varied }) => varied)).toEqual([
      { maxNorm: 2, dropout: 0 },
      { maxNorm: 2, dropout: 0.4 },
      { l2: 0.1, dropout: 0 },
      { l2: 0.1, dropout: 0.4 },
    ]);
    expect(trials.map(({ configuration, repetition }) => [repetition, configuration]).slice(0, 5)).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 0],
    ]);
    for (const { repetition, config } of trials)
      expect(config.seed).toBe(trials.find((trial) => trial.repetition === repetition)?.config.seed);
    expect(new Set(trials.map(({ config }) => config.seed)).size).toBe(3);
    expect(new Set(trials.map(({ id }) => id)).size).toBe(12);
  });

  test.each([
    [{ grid: { dropout: [0, 0.2, 1.4] } }, "grid.dropout[2]: 1.4 is not a rate in [0, 1)"],
    [{ list: [{ maxNorm: -1 }] }, "list[0].maxNorm: -1 is not 0 (off) or a number from 1e-8 to 1e8"],
    [{ grid: { dropuot: [0] } }, 'grid: there is no field "dropuot"; did you mean dropout?'],
    [{ iteration: 5 }, 'the value: there is no field "iteration"; did you mean iterations?'],
    [{ optimizer: "adamw" }, 'optimizer: "adamw" is not one of adam, adamW, sgd, nesterov, rmsProp, adagrad; did you mean adamW?'],
    [{ schedule: "cosin" }, /^schedule: "cosin" is not constant, step:/],
    [{ reps: 0 }, "reps: 0 is not a whole number from 1 to 1000000"],
    [{ model: { layers: [{ layer: "dense", units: 0 }] } }, /^model/],
    [{ grid: { dropout: [] } }, "grid.dropout: [] is not a list of at least one value"],
    [[1, 2], /^the value: \[1,2\] is not an object$/],
  ])("%j is refused with the path, the value and what was expected", (value, says) => {
    const read = () => parseExperiment(value);
    expect(read).toThrow(SchemaError);
    if (typeof says === "string") expect(read).toThrow(new SchemaError(says));
    else expect(read).toThrow(says);
  });

  test("is an experiment or a SchemaError of one sentence, for any JSON", () => {
    const names = [
      "dropout",
      "maxNorm",
      "grid",
      "list",
      "reps",
      "seed",
      "vary",
      "model",
      "layers",
      "layer",
      "iterations",
      "schedule",
      "foo",
    ];
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.double(),
        fc.string(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        tie("object"),
      ),
      object: fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 5 }),
    }));
    fc.assert(
      fc.property(json.object, (value) => {
        try {
          parseExperiment(value);
        } catch (error) {
          expect(error).toBeInstanceOf(SchemaError);
          expect((error as Error).message).not.toMatch(/\n/);
        }
      }),
      { numRuns: randomCases(600), seed: 1 },
    );
  });
});

describe("a trial is known by what decides its digits:", () => {
  const base: Experiment = { reps: 2, iterations: 100 };
  test.each([
    [
      "defaults written out",
      { ...base, dropout: 0, optimizer: "adam", learningRate: 0.001, schedule: "constant", seed: 1, protocol: "post" },
    ],
    ["a grid of one value", { ...base, grid: { dropout: [0] } }],
    ["another name", { ...base, name: "another" }],
    ["a momentum range that is not used", { ...base, dataset: "mnist", batchSize: 100 }],
  ] as [string, Experiment][])("%s makes no other trial", (_, experiment) => {
    expect(ids(experiment)).toEqual(ids(base));
  });
  test.each([
    ["a rate", { dropout: 0.1 }],
    ["a seed", { seed: 2 }],
    ["the optimizer", { optimizer: "sgd" }],
    ["the learning rate", { learningRate: 0.002 }],
    ["iterations", { iterations: 200 }],
    ["how often it is evaluated", { evaluateEvery: 50 }],
    ["the protocol", { protocol: "sound" }],
    ["the model", { model: "mlp(10)" }],
    ["held streams", { vary: ["init"] }],
  ] as [string, Experiment][])("%s makes another", (_, change) => {
    expect(ids({ ...base, ...change }).filter((id) => ids(base).includes(id))).toEqual([]);
  });
  test("so do other digits of the engine, and more repetitions keep the first", () => {
    expect(plan(base, "2 fused").trials[0]?.id).not.toBe(ids(base)[0]);
    expect(ids({ ...base, reps: 5 }).slice(0, 2)).toEqual(ids(base));
  });
});

describe("runs hold still what --vary does not name", () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  const accuracies = async (...args: string[]) => {
    const { stdout } = await runCli(["run", "--model", "mlp(16)", "-i", "40", "-r", "3", "--json", ...args], { cwd });
    return JSON.parse(stdout).runs.map((run: { result: { accuracy: number } }) => run.result.accuracy);
  };
  test("without dropout no masks are drawn, and init and order make runs differ", async () => {
    const [all, init, order] = await Promise.all([accuracies(), accuracies("--vary", "init"), accuracies("--vary", "order")]);
    for (const varied of [init, order]) {
      expect(varied[0]).toBe(all[0]);
      expect(new Set(varied).size).toBe(3);
    }
  });
  test("with dropout they differ", async () => {
    expect(new Set(await accuracies("--vary", "dropout", "--dropout", "0.5")).size).toBe(3);
  });
});

describe("signed ranks", () => {
  test("give the exact one-sided probability", () => {
    expect(signedRankP([1, 2, 3, 4, 5, 6, 7])).toBeCloseTo(1 / 128, 12);
    expect(signedRankP([-1, 2, 3, 4, 5])).toBeCloseTo(2 / 32, 12);
    expect(signedRankP([1, 1, -1])).toBeCloseTo(4 / 8, 12); // ranks 2, 2, 2: a sum of at least 4
    expect(signedRankP([0, 0])).toBe(1);
  });
});

describe("sweeps say what they gave up or what failed", () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  let table: string;
  beforeAll(async () => {
    const file = join(cwd, "experiment.json");
    writeFileSync(file, JSON.stringify({ model: "mlp(16)", iterations: 300, reps: 10, grid: { learningRate: [0.001, 0.0000001] } }));
    table = (await runCli(["sweep", file, "--prune"], { cwd })).stdout;
  });
  test("pruned runs stand in the table and in the store, with the reason", async () => {
    expect(table).toMatch(/ 1e-7 +\d .*[1-4] pruned\n/);
    const [{ id, states }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
    expect(states.pruned).toBeGreaterThan(0);
    const { trials } = JSON.parse((await runCli(["show", id, "--json"], { cwd })).stdout);
    const pruned = trials.filter(({ state }: { state: string }) => state === "pruned");
    for (const { error } of pruned)
      expect(error).toMatch(
        /^behind another configuration by \d+\.\d\d points over \d seeds in the accuracies that choose the iteration \(sign-flip p = 0\.0\d+\)$/,
      );
  });

  test("13.28: resume goes on with the pruning of the sweep that it continues", async () => {
    const [{ id, definition, states }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
    expect(definition.prune).toBe(true);
    const { stderr, stdout } = await runCli(["resume", id], { cwd });
    expect(stderr).toMatch(/^droplab: --prune can act from \d+ seeds on: /m);
    expect(stdout).toMatch(/ 1e-7 +\d .*[1-4] pruned\n/);
    // what remains of a configuration is judged by what was given up of it
    const { trials } = JSON.parse((await runCli(["show", id, "--json"], { cwd })).stdout);
    const { trial } = trials.find(({ state }: { state: string }) => state === "pruned");
    expect(await runCli(["rm", trial, "--yes"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/: a sweep with --prune gave this run up, .*; there is nothing of it to remove but its experiment/),
    });
    const [after] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
    expect(after.states).toEqual(states);
  });

  test("13.28: nothing is pruned for what other examples choose", async () => {
    const sweep = ["sweep", "--model", "mlp(8)", "--protocol", "post,post-held-out", "--prune", "-r", "10", "--dry-run"];
    expect(await runCli(sweep, { cwd })).toMatchObject({
      code: 2,
      stderr:
        "droplab: prune: protocol post-held-out chooses its iteration on other examples than protocol post, so neither can be behind the other; sweep each by itself, or leave --prune out\n",
    });
    const draws = ["--protocol", "sound", "--train-examples", "50", "--data-seed", "1,6"];
    expect((await runCli(["sweep", "--model", "mlp(8)", ...draws, "--prune", "-r", "10", "--dry-run"], { cwd })).stderr).toContain(
      "dataSeed 6 is trained on another draw of the data than",
    );
    const same = ["sweep", "--model", "mlp(8)", "--protocol", "sound,post-held-out", "--prune", "-r", "10", "--dry-run"];
    expect(await runCli(same, { cwd })).toMatchObject({ code: 0 });
  });

  test("failed trials keep their error and stack, and do not stop the others; --fail-fast does", async () => {
    const other = mkdtempSync(join(tmpdir(), "droplab-"));
    // a worker thread that fails at one learning rate
    const preload = `
      import { isMainThread, parentPort } from "node:worker_threads";
      if (!isMainThread) {
        const { on } = parentPort;
        parentPort.on = (name, listener) => on.call(parentPort, name, (task) => {
          if (task?.config?.learningRate !== 0.5) return listener(task);
          throw new Error("made to fail");
        });
      }`;
    const args = ["sweep", "--model", "mlp(8)", "--learning-rate", "0.5,0.01", "-i", "20", "-r", "2", "--workers", "1"];
    const all = await runCli(args, { cwd: other, preload });
    expect(all).toMatchObject({ code: 1, stdout: expect.stringMatching(/ 0\.5 +0 .*2 failed\n.* 0\.01 +2 /) });
    expect(all.stderr).toContain("droplab: run 1 of learningRate 0.5 failed: made to fail\n");
    const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd: other })).stdout);
    const { trials } = JSON.parse((await runCli(["show", id, "--json"], { cwd: other })).stdout);
    const failed = trials.find(({ state }: { state: string }) => state === "failed");
    expect((await runCli(["log", failed.trial], { cwd: other })).stdout).toMatch(/failed: made to fail\n(.*\n)*Error: made to fail\n +at /);
    const fast = await runCli([...args, "--fail-fast", "--seed", "5"], { cwd: other, preload });
    expect(fast).toMatchObject({ code: 1 });
    expect(fast.stdout).toMatch(/not finished/);
  });
});

test("an experiment in TypeScript imports from droplab wherever it lies", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  const text = 'import { defineExperiment } from "droplab";\nexport default defineExperiment({ grid: { dropout: [0, 0.5] }, reps: 2 });\n';
  writeFileSync(join(cwd, "experiment.ts"), text);
  const { stdout, stderr } = await runCli(["sweep", "experiment.ts", "-i", "3", "--model", "mlp(2)", "--dry-run"], { cwd });
  expect(stdout, stderr).toMatch(/^dropout 0: 2 runs of 3 iterations\ndropout 0\.5: 2 runs of 3 iterations\n4 runs of 2 configurations/);
});

test("13.2: a field that the grid varies is none of a list's, whose value would be thrown away", () => {
  const asked = { grid: { learningRate: [0.1], dropout: [0, 0.3] }, list: [{ l2: 0.01 }, { learningRate: 0.01 }] };
  expect(() => parseExperiment(asked)).toThrow("list[1].learningRate: grid varies it, too; give it in one of the two");
});

test("13.2: an option that the list of an experiment's file gives, too, is refused", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "droplab-")), "list.json");
  writeFileSync(file, JSON.stringify({ protocol: "sound", iterations: 20, list: [{ l2: 0.1 }, { dropout: 0.3 }] }));
  for (const rates of ["0.1", "0.1,0.2"])
    expect(await runCli(["sweep", file, "--dropout", rates, "--dry-run"])).toMatchObject({
      code: 2,
      stderr: `droplab: dropout: list[1] of ${file} gives it, too; leave the option out, or take it out of the list\n`,
    });
});
