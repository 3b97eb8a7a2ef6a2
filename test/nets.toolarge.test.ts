import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import type { Numbers } from "#engine";
import { reviveTrial, runTrial, type TrialConfig, type TrialEnd } from "#train";
import { Learner, mlp } from "../src/library/index.ts";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";

const { device } = devices[0] as (typeof devices)[number];
const FEATURES = 3;

/** Two classes by the sign of the first feature; `huge` are the numbers of the last example. */
function part(count: number, huge?: readonly number[]) {
  const images = Float32Array.from({ length: count * FEATURES }, (_, i) => Math.sin(i * 12.9898) + 0.1);
  const labels = Uint8Array.from({ length: count }, (_, n) => Number((images[n * FEATURES] as number) > 0));
  if (huge) images.set(huge, (count - 1) * FEATURES);
  return { images, labels, features: FEATURES, count };
}
const data = (huge?: readonly number[]): ImageDataset => ({
  name: "one huge row",
  classes: 2,
  shape: [FEATURES],
  scale: 1,
  train: part(120),
  test: part(40, huge),
  heldOut: 20,
});
const HUGE = [3e38, -3e38, 3e38];

const config = (changes: Partial<TrialConfig> = {}): TrialConfig => ({
  protocol: "post",
  model: mlp([64, 64, 64]),
  methods: {},
  optimizer: "adam",
  learningRate: 0.01,
  schedule: { kind: "constant" },
  momentum: 0,
  iterations: 60,
  evaluateEvery: 10,
  batch: 20,
  seed: 1,
  ...changes,
});
async function endOf(trial: TrialConfig, from: ImageDataset): Promise<TrialEnd> {
  const run = runTrial(trial, from, device);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value;
  }
}

describe("13.1: an example that is too large for a net is not the net's end", () => {
  test.each(["post", "sound"] as const)("in a trial of protocol %s", async (protocol) => {
    const { result, weights } = await endOf(config({ protocol }), data(HUGE));
    expect(result.divergedAt).toBeNull();
    expect(await (await reviveTrial(config({ protocol }), data(HUGE), device, weights as Numbers, () => [])).hasNumbers()).toBe(true);
    const without = (await endOf(config({ protocol }), data())).result;
    // of the 40 test examples it alone may be told otherwise
    expect(Math.abs((result.accuracy as number) - (without.accuracy as number))).toBeLessThanOrEqual(1 / 40 + 1e-12);
  });

  test("in a learner, which is looked at and trains on, and whose predictions say which example it is", async () => {
    const learner = new Learner({ model: mlp([64, 64, 64]), data: data(HUGE), batch: 20 });
    await learner.train(200);
    expect(Number.isFinite((await learner.evaluate("test")).loss)).toBe(false);
    await learner.train(5);
    await expect(() => learner.predict([0.1, 0.2, 0.3, ...HUGE])).rejects.toThrow("images: example 1 is too large for this net");
    expect(await learner.predict([0.1, 0.2, 0.3])).toHaveLength(1);
  });

  test("raw rows that no float32 holds once they are standardized are refused by their place", async () => {
    const standardization = { means: [0, 0, 0], deviations: [1, 1e-12, 1] };
    const learner = new Learner({ model: mlp([4]), data: { ...data(), standardization }, batch: 20 });
    await expect(() => learner.predict([0, 1e30, 0], { scale: "raw" })).rejects.toThrow(
      "images: 1e+30 at place 1 lies too far from the mean 0",
    );
  });
});

test("13.8: a held-out loss that is no number loses a tie, and is no rise", async () => {
  // one of 20 held-out rows is too large for any net of this size: most losses are none, and accuracies have many ties
  const held = data();
  held.train.images.set(HUGE, 5 * FEATURES);
  for (let seed = 1; seed <= 6; seed++) {
    const { result } = await endOf(config({ protocol: "sound", seed, learningRate: 0.02, evaluateEvery: 5 }), held);
    const highest = Math.max(...result.evaluations.map(({ accuracy }) => accuracy));
    const ties = result.evaluations.filter(({ accuracy }) => accuracy === highest);
    const lowest = Math.min(...ties.map(({ selectionLoss }) => (Number.isNaN(selectionLoss) ? Number.POSITIVE_INFINITY : selectionLoss)));
    const chosen = ties.findLast(
      ({ selectionLoss }) => (Number.isNaN(selectionLoss) ? Number.POSITIVE_INFINITY : selectionLoss) === lowest,
    );
    expect(result.iteration).toBe(chosen?.iteration);
  }
  const still = await endOf(config({ protocol: "sound", learningRate: 1e-30, methods: { earlyStopping: 2 } }), held);
  expect(still.result.stoppedAt).toBe(30);
});

test("13.1: a net is broken where many examples give no numbers, though the next batch may pass", async () => {
  // one step of one example at a time: the first of these leaves finite weights with which most logits are none
  const results = await inOrder(Array(12).keys(), (k) =>
    endOf(config({ optimizer: "sgd", learningRate: 4e18 * 2 ** k, iterations: 1, evaluateEvery: 1, batch: 1, seed: k + 1 }), data()),
  );
  const counts = { broken: 0, sound: 0 };
  for (const { result, weights } of results) {
    if (result.divergedAt !== null) counts.broken++;
    else {
      counts.sound++;
      const { selectionLoss } = result.evaluations[0] as { selectionLoss: number };
      const revived = await reviveTrial(config(), data(), device, weights as Numbers, () => []);
      const logits = await revived.logits(
        1,
        Int32Array.from({ length: 40 }, (_, i) => i),
      );
      const none = Array.from({ length: 40 }, (_, i) => !logits.subarray(2 * i, 2 * i + 2).every(Number.isFinite)).filter(Boolean).length;
      if (!Number.isFinite(selectionLoss)) expect(none).toBeLessThanOrEqual(4);
    }
  }
  expect(counts.broken).toBeGreaterThan(0);
});

describe("13.17: a trial continues from its own checkpoints only", async () => {
  const own = config({ methods: { dropout: 0.5, l2: 0.01 }, protocol: "sound" });
  const checkpointOf = async (trial: TrialConfig) => {
    const run = runTrial(trial, data(), device);
    for (;;) {
      const { value, done } = await run.next();
      if (done) throw new Error("no checkpoint at 20");
      if (value.iteration === 20 && value.evaluation) return structuredClone(await value.checkpoint());
    }
  };
  const resumed = (trial: TrialConfig, checkpoint: unknown) => runTrial(trial, data(), device, checkpoint as never).next();
  const given = await checkpointOf(own);

  test("with the digits of one without a break", async () => {
    const run = runTrial(own, data(), device, given);
    for (;;) {
      const { value, done } = await run.next();
      if (done) return expect(value).toEqual(await endOf(own, data()));
    }
  });

  test.each<[string, Partial<TrialConfig>]>([
    ["methods", { methods: { dropout: 0.1 } }],
    ["seed", { seed: 2 }],
    ["rate", { learningRate: 0.02 }],
    ["optimizer", { optimizer: "adamW" }],
  ])("not with another %s", async (_, changes) => {
    await expect(() => resumed({ ...own, ...changes }, given)).rejects.toThrow(
      "resume: the checkpoint is of another trial, or of other data",
    );
  });

  const { of: _, ...unnamed } = given;
  test.each<[string, unknown, string]>([
    ["nothing", null, "null is no checkpoint"],
    ["an iteration that is none", { ...given, iteration: -5 }, "iteration: -5 is not a whole number from 0 to 60"],
    ["one beyond the end", { ...given, iteration: 500 }, "iteration: 500 is not a whole number from 0 to 60"],
    ["no evaluations", { ...given, evaluations: "none" }, "evaluations: they are not those up to iteration 20"],
    ["some of them", { ...given, evaluations: [] }, "evaluations: they are not those up to iteration 20"],
    ["another state", { ...given, state: new Float64Array(3) }, "state: it is not the"],
    ["another best state", { ...given, bestState: new Float64Array(3) }, "bestState: it is not the"],
  ])("not from %s", async (_, checkpoint, sentence) => {
    await expect(() => resumed(own, checkpoint)).rejects.toThrow(`resume: ${sentence}`);
  });

  test("not with other data of the same form", async () => {
    const { train, ...others } = data();
    const turned = { ...others, train: { ...train, labels: train.labels.map((label) => 1 - label) } };
    await expect(() => runTrial(own, turned, device, given).next()).rejects.toThrow(
      "resume: the checkpoint is of another trial, or of other data",
    );
  });

  test("a state without a name is known by what it was trained with", async () => {
    await expect(() => resumed({ ...own, methods: { dropout: 0.1, l2: 0.01 } }, unnamed)).rejects.toThrow("that of another trial");
    await resumed(own, unnamed);
  });
});
