import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { type ConfigurationFields, type Experiment, idleNotes, planExperiment } from "#experiment";
import type { LayerSpec, ModelSpec } from "#nn";
import { runCli } from "./runCli.ts";

const part = (count: number) => ({ images: new Uint8Array(8 * count), labels: new Uint8Array(count), features: 8, count });
const data: ImageDataset = { name: "three", classes: 3, shape: [8], scale: 1 / 255, train: part(150), test: part(60), heldOut: 50 };
const model = (name: string, ...middle: LayerSpec[]): ModelSpec => ({
  name,
  layers: [{ layer: "dense", units: 4 }, { layer: "relu" }, ...middle, { layer: "dense", units: 3 }],
});
const plain = model("plain");
const free = model("free", { layer: "dropout" });
const fixed = model("fixed", { layer: "dropout", rate: 0.5 });
const common = { model: free, protocol: "sound", iterations: 1000, reps: 2 } as const;
const plan = (experiment: Experiment) => planExperiment({ ...common, ...experiment }, () => data, "2 fused");
/** The first trial of each configuration as a letter: the same letter for the same trial. */
function letters(list: ConfigurationFields[]): string {
  const ids = plan({ list, reps: 1 }).trials.map(({ id }) => id);
  const different = [...new Set(ids)];
  return ids.map((id) => String.fromCharCode(65 + different.indexOf(id))).join("");
}

describe("13.2: configurations that differ in what acts on nothing are the same trials:", () => {
  test.each<[string, ConfigurationFields[], string]>([
    ["dropout without its layers", [{ model: plain }, { model: plain, dropout: 0.5 }, { model: plain, dropoutRates: [0.1] }], "AAA"],
    ["dropout where the rate is fixed", [{ model: fixed }, { model: fixed, dropout: 0.2 }, { model: fixed, dropout: 0.7 }], "AAA"],
    ["a kind while nothing is dropped", [{ dropout: 0, dropoutKind: "gaussian" }, { dropout: 0 }, {}], "AAA"],
    ["rates of 0", [{ dropoutRates: [0] }, { dropout: 0.5, dropoutRates: [0] }, {}, { dropout: 1e-9 }], "AAAA"],
    ["spatial without maps", [{ dropout: 0.5 }, { dropout: 0.5, dropoutKind: "spatial" }, { dropout: 0.5, dropoutKind: "classic" }], "AAB"],
    [
      "the scope of no max-norm",
      [{}, { maxNormScope: "unit" }, { maxNormScope: "kernel" }, { maxNorm: 0, maxNormScope: "kernel" }],
      "AAAA",
    ],
    ["the scope of max-norm", [{ maxNorm: 1 }, { maxNorm: 1, maxNormScope: "unit" }, { maxNorm: 1, maxNormScope: "kernel" }], "AAB"],
    ["parts of methods that are off", [{}, { sparsityTarget: 0.3 }, { softSharingComponents: 4 }], "AAA"],
    ["patience without end", [{}, { earlyStopping: 9 }, { earlyStopping: 100 }, { earlyStopping: 8 }], "AAAB"],
    [
      "a schedule that never acts",
      [{}, { schedule: "step:1000:0.5" }, { schedule: "step:10:1" }, { schedule: "exponential:1" }, { schedule: "inverse-time:0" }],
      "AAAAA",
    ],
    [
      "a schedule that acts",
      [{}, { schedule: "step:999:0.5" }, { schedule: "exponential:0.999" }, { schedule: "cosine" }, { schedule: "constant+warm-up:3" }],
      "ABCDE",
    ],
    [
      "13.30: a schedule that a warm-up as long as the run never lets begin",
      [
        { schedule: "cosine+warm-up:1000" },
        { schedule: "constant+warm-up:1000" },
        { schedule: "step:3:0.5+warm-up:1000" },
        { schedule: "constant+warm-up:1001" },
        { schedule: "cosine+warm-up:999" },
      ],
      "AAABC",
    ],
    [
      "13.30: one that never acts after its warm-up",
      [
        { schedule: "step:900:0.5+warm-up:100" },
        { schedule: "constant+warm-up:100" },
        { schedule: "exponential:1+warm-up:100" },
        { schedule: "step:899:0.5+warm-up:100" },
        { schedule: "constant+warm-up:1" },
        {},
      ],
      "AAABCC",
    ],
    [
      "13.30: a momentum that stays",
      ["0.9", "0.9:0.9:100", "0.9:0.9:5", "0.9:0.95:100"].map((momentum) => ({ optimizer: "sgd", momentum })),
      "AAAB",
    ],
    ["13.30: evaluations beyond the end", [{ evaluateEvery: 1000 }, { evaluateEvery: 2000 }, { evaluateEvery: 999 }], "AAB"],
    [
      "13.30: adamW and adam with the same decay",
      [
        { optimizer: "adamW" },
        { optimizer: "adam", weightDecay: 0.01 },
        { optimizer: "adamW", weightDecay: 0 },
        { optimizer: "adam" },
        { optimizer: "adamW", weightDecay: 0.02 },
      ],
      "AABBC",
    ],
    ["thinned nets of a whole net", [{}, { mc: 5 }], "AA"],
    [
      "13.2: nesterov without momentum, which is sgd",
      [
        { optimizer: "nesterov", momentum: 0 },
        { optimizer: "sgd", momentum: 0 },
        { optimizer: "nesterov", momentum: "0:0:50" },
        { optimizer: "nesterov", momentum: 0.1 },
        { optimizer: "sgd", momentum: 0.1 },
      ],
      "AAABC",
    ],
    [
      "13.2: rates of one float32", // whose numbers stand 6e-8 from each other at 0.5
      [0.5, 0.50000001, 0.49999999, 0.5000001].map((learningRate) => ({ learningRate, schedule: "cosine" })),
      "AAAB",
    ],
    [
      "13.2: strengths, rates and momenta of one float32",
      [
        { maxNorm: 3, dropout: 0.5, dropoutRates: [0.3], optimizer: "sgd", momentum: 0.9 },
        { maxNorm: 3.00000001, dropoutRates: [0.300000001], optimizer: "sgd", momentum: 0.900000001 },
        { maxNorm: 3.000001, dropoutRates: [0.3], optimizer: "sgd", momentum: 0.9 },
        { maxNorm: 3, dropoutRates: [0.30002], optimizer: "sgd", momentum: 0.9 },
        { maxNorm: 3, dropoutRates: [0.3], optimizer: "sgd", momentum: 0.900001 },
      ],
      "AABCD",
    ],
    [
      "13.2: rates of one step in which masks are drawn",
      [
        ...[0.3, 0.300005, 0.30002].map((dropout) => ({ model: free, dropout })),
        ...[0.3, 0.300005].map((dropout) => ({ model: free, dropout, dropoutKind: "gaussian" as const })),
      ],
      "AABCD",
    ],
    [
      "what does act",
      [{ model: free, dropout: 0.5 }, { model: free }, { model: fixed, dropoutKind: "gaussian" }, { model: fixed }],
      "ABCD",
    ],
  ])("%s", (_, list, expected) => {
    expect(letters(list)).toBe(expected);
  });
});

describe("13.2: a plan says once what acts on nothing", () => {
  test("with the configurations where, and nothing of what acts", () => {
    expect(idleNotes(plan({ list: [{ model: plain }, { model: free }], grid: { dropout: [0, 0.2, 0.5] } }))).toEqual([
      "dropout: this net has no dropout layer (model plain, dropout 0.2; model plain, dropout 0.5: nothing changes there, and equal configurations share their runs)",
    ]);
    expect(idleNotes(plan({ grid: { dropout: [0, 0.2, 0.5] }, maxNorm: 2, maxNormScope: "kernel" }))).toEqual([]);
  });

  test("options of a method that is off somewhere only where they are varied, or act nowhere", () => {
    expect(idleNotes(plan({ grid: { dropout: [0, 0.5] }, dropoutKind: "gaussian" }))).toEqual([]);
    expect(idleNotes(plan({ grid: { dropout: [0, 0.5], dropoutKind: ["classic", "gaussian"] } }))).toEqual([
      expect.stringMatching(/^dropoutKind: dropout is off, .* \(dropout 0, dropoutKind classic; dropout 0, dropoutKind gaussian: /),
    ]);
    expect(idleNotes(plan({ grid: { dropout: [0, 0.5] }, sparsityTarget: 0.1 }))).toEqual([
      expect.stringMatching(
        /^sparsityTarget: activitySparsity is off, .*; give activitySparsity too, or leave it out \(dropout 0; dropout 0\.5: /,
      ),
    ]);
  });

  test("13.30: and schedules that a warm-up never lets begin, or that do nothing after it", () => {
    expect(idleNotes(plan({ schedule: "cosine+warm-up:2000" }))).toEqual([
      "schedule: the warm-up takes all 1000 iterations, and cosine never begins; give constant+warm-up:2000, or more iterations",
    ]);
    expect(idleNotes(plan({ grid: { schedule: ["step:950:0.5+warm-up:100", "constant+warm-up:100"] }, learningRate: 0.01 }))).toEqual([
      expect.stringMatching(
        /^schedule: after the warm-up it leaves the learning rate at 0\.01 in all 1000 iterations \(schedule step:950:0\.5\+warm-up:100: /,
      ),
    ]);
    expect(idleNotes(plan({ schedule: "constant+warm-up:2000" }))).toEqual([]);
  });

  test("13.2: and configurations that make the same runs though no option is in vain", () => {
    expect(idleNotes(plan({ grid: { learningRate: [0.5, 0.1, 0.50000001] } }))).toEqual([
      "learningRate 0.5; learningRate 0.50000001: these make the same runs, which are made once",
    ]);
    expect(idleNotes(plan({ grid: { optimizer: ["sgd", "nesterov"] }, momentum: 0 }))).toEqual([
      "optimizer: with momentum 0 nesterov is sgd (optimizer nesterov: nothing changes there, and equal configurations share their runs)",
    ]);
    expect(idleNotes(plan({ list: [{ optimizer: "adamW" }, { optimizer: "adam", weightDecay: 0.01 }, { dropout: 0.5 }] }))).toEqual([
      expect.stringMatching(/^optimizer adamW, weightDecay 0\.01; optimizer adam, weightDecay 0\.01: these make the same runs/),
    ]);
  });

  test("and runs that are meant to differ by masks which are not drawn", () => {
    const says =
      "vary: only dropout masks would differ, and none are drawn, so all runs would be equal; vary init or order, or give dropout";
    const batchSize = 30; // of 100 training examples
    expect(idleNotes(plan({ batchSize, vary: ["dropout"] }))).toEqual([says]);
    expect(idleNotes(plan({ batchSize, vary: ["dropout"], grid: { dropout: [0, 0.5] } }))).toEqual([`${says} (dropout 0)`]);
    expect(idleNotes(plan({ vary: ["dropout"], model: fixed }))).toEqual([]);
    expect(idleNotes(plan({ vary: ["dropout", "init"] }))).toEqual([]);
    // a single run need not differ from any
    expect(idleNotes(plan({ vary: ["dropout"], reps: 1 }))).toEqual([]);
    expect(idleNotes(plan({ vary: [], reps: 1 }))).toEqual([]);
    expect(idleNotes(plan({ vary: [], model: fixed }))).toEqual([expect.stringMatching(/^vary: nothing would differ, /)]);
  });
});

describe("13.2: on the command line", () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  const file = (name: string, ...middle: LayerSpec[]) => {
    const layers = [{ layer: "flatten" }, { layer: "dense", units: 8 }, { layer: "relu" }, ...middle, { layer: "dense", units: 10 }];
    writeFileSync(join(cwd, `${name}.json`), JSON.stringify({ name, layers }));
    return `${name}.json`;
  };
  file("plain");
  file("fixed", { layer: "dropout", rate: 0.5 });
  file("kinds", { layer: "dropout", kind: "inverted" });
  writeFileSync(join(cwd, "experiment.json"), JSON.stringify({ model: "plain.json", dropout: 0.5, iterations: 20, reps: 1 }));

  test.each([
    ["run --model plain.json --dropout 0.5", "dropout: this net has no dropout layer; add one to the model, or leave it out"],
    ["run --model fixed.json --dropout 0.5", /^dropout: every dropout layer of this net has a rate of its own; /],
    ["run --model kinds.json -d 0.5 --dropout-kind gaussian", /^dropout-kind: every dropout layer of this net has a kind of its own; /],
    ["run --model kinds.json -d 0.5 --dropout-rates 0.2", "dropout: dropout-rates takes its place; leave one of the two out"],
    ["run --model kinds.json --optimizer nesterov --momentum 0", /^optimizer: with momentum 0 nesterov is sgd; give sgd, or a momentum/],
    ["sweep experiment.json", /^dropout: this net has no dropout layer; /],
  ])("%s is refused with exit code 2", async (line, says) => {
    const { code, stdout, stderr } = await runCli(line.split(" "), { cwd });
    const sentence = /^droplab: (.*)\n$/.exec(stderr)?.[1] ?? stderr;
    if (typeof says === "string") expect(sentence).toBe(says);
    else expect(sentence).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("a sweep says so once, and runs what is equal once", async () => {
    const sweep = ["sweep", "--model", "plain.json,fixed.json", "--dropout", "0,0.2,0.5", "-i", "20", "-r", "2", "--json"];
    const { code, stdout, stderr } = await runCli(sweep, { cwd });
    expect(stderr.match(/this net has no dropout layer/g)).toHaveLength(1);
    expect(stderr.match(/every dropout layer of this net has a rate of its own/g)).toHaveLength(1);
    const { trials, configurations } = JSON.parse(stdout);
    expect(new Set(trials.map(({ id }: { id: string }) => id)).size).toBe(4);
    const means = configurations.map(({ mean }: { mean: number }) => mean);
    expect(means.slice(2)).toEqual([...means.slice(0, 2), ...means.slice(0, 2)]);
    expect(code).toBe(0);
    const dry = await runCli([...sweep.slice(0, -1), "--dry-run"], { cwd });
    expect(dry.stdout).toContain("4 runs of 6 configurations, 0 to run");
  });
});

describe("15.12: an option without the one that it belongs to is said, also where it is at its default", () => {
  test.each<[ConfigurationFields, string]>([
    [{ dropoutKind: "inverted" }, "dropoutKind: dropout is off, which it belongs to; give dropout too, or leave it out"],
    [{ sparsityTarget: 0.05 }, "sparsityTarget: activitySparsity is off, which it belongs to; give activitySparsity too, or leave it out"],
    [{ softSharingComponents: 8 }, "softSharingComponents: softSharing is off, which it belongs to; give softSharing too, or leave it out"],
  ])("%j", (given, sentence) => expect(idleNotes(plan(given))).toEqual([sentence]));

  test.each<ConfigurationFields>([
    { dropoutKind: "inverted", dropout: 0 },
    { dropoutKind: "inverted", model: fixed },
    { dropoutKind: "inverted", dropoutRates: [0.3] },
    { sparsityTarget: 0.05, activitySparsity: 0.1 },
  ])("but not %j", (given) => expect(idleNotes(plan(given))).toEqual([]));

  test("and what it is known by is that without it", () => {
    expect(plan({ dropoutKind: "inverted" }).trials.map(({ id }) => id)).toEqual(plan({}).trials.map(({ id }) => id));
  });
});
