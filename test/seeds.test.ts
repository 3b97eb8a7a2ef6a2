import { describe, expect, test } from "vitest";
import { openDevice } from "#devices";
import { permutation, RandomSequence, runSeed } from "#engine";
import { Learner, mlp, runTrial, runTrials, type TrialConfig } from "../src/library/index.ts";
import { glorotUniform } from "../src/nn/initializers.ts";

const part = {
  images: Uint8Array.from({ length: 80 }, (_, i) => i),
  labels: Uint8Array.from({ length: 20 }, (_, n) => n % 2),
  features: 4,
  count: 20,
};
const data = { name: "none", classes: 2, shape: [4], scale: 1 / 255, train: part, test: part, heldOut: 4 };
const config: TrialConfig = {
  protocol: "sound",
  model: mlp([3], { input: [4], classes: 2 }),
  methods: {},
  optimizer: "adam",
  learningRate: 0.01,
  schedule: { kind: "constant" },
  momentum: 0,
  iterations: 4,
  evaluateEvery: 2,
  batch: 5,
  seed: 1,
};
const started = (changes: object) => async () =>
  runTrial({ ...config, ...changes } as TrialConfig, data, await openDevice("reference")).next();

describe("13.12: no two seeds stand for the same random numbers", () => {
  const wrong = [2 ** 32, 2 ** 32 + 5, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "5", "a", null, 2n];
  const range = "is not a whole number from 0 to 4294967295";

  test.each(wrong)("a trial refuses the seed %s, and as the seed of a stream", async (seed) => {
    await expect(started({ seed })).rejects.toThrow(`seed: `);
    await expect(started({ seed })).rejects.toThrow(range);
    for (const stream of ["init", "order", "dropout"]) {
      await expect(started({ streamSeeds: { [stream]: seed } })).rejects.toThrow(`streamSeeds.${stream}: `);
      await expect(started({ streamSeeds: { [stream]: seed } })).rejects.toThrow(range);
    }
  });

  test.each(wrong)("so do a learner, random sequences, orders and initializers: %s", (seed) => {
    const given = seed as number;
    expect(() => new Learner({ model: config.model, data, seed: given })).toThrow(range);
    expect(() => new RandomSequence(given, "noise")).toThrow(range);
    expect(() => permutation(5, given, 0)).toThrow(range);
    expect(() => permutation(5, 1, given)).toThrow(range);
    const kernel = {
      name: "w",
      kind: "parameter",
      shape: [2, 2],
      batched: false,
      trainable: true,
      role: "kernel",
      fanIn: 2,
      fanOut: 2,
    } as const;
    expect(() => glorotUniform(kernel, given, 0)).toThrow(range);
  });

  test("a stream that is none is refused, and streams that are no object", async () => {
    await expect(started({ streamSeeds: { noise: 1 } })).rejects.toThrow('streamSeeds: "noise" is not one of init, order, dropout');
    await expect(started({ streamSeeds: 7 })).rejects.toThrow("streamSeeds: 7 is not seeds by stream");
    await expect(started({ streamSeeds: null })).rejects.toThrow("streamSeeds: null is not seeds by stream");
    expect(() => new RandomSequence(1, "colour" as never)).toThrow('stream: "colour" is not init, order, dropout, noise, runs');
    await started({ seed: 2 ** 32 - 1, streamSeeds: { init: 0 } })();
  });

  test("on threads it is the outcome of that trial alone", async () => {
    const trials = [config, { ...config, seed: 2 ** 32 + 5 }];
    const outcomes = await runTrials(trials, { data, device: "reference", workers: 1 });
    expect(outcomes.map(({ kind }) => kind)).toEqual(["done", "failed"]);
  });

  test("the base seed of an experiment has 53 bits, and all of them count", () => {
    expect(runSeed(2 ** 32 + 5, 1)).not.toBe(runSeed(5, 1));
    expect(runSeed(2 ** 52 + 5, 1)).not.toBe(runSeed(5, 1));
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => runSeed(seed, 1)).toThrow("is not a whole number from 0 to 9007199254740991");
    expect(() => runSeed(1, 2 ** 32)).toThrow(range);
  });

  test("a draw from nothing is refused and does not go on for ever", () => {
    for (const limit of [0, -1, 0.5, Number.NaN]) expect(() => new RandomSequence(1, "noise").below(limit)).toThrow("limit: ");
  });
});
