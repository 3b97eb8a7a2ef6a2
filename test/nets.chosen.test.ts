import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { RandomSequence } from "#engine";
import { averageThinnedNets, reviveTrial, runTrial, type TrialConfig, type TrialEnd } from "#train";
import { calibrationOf } from "../src/train/calibration.ts";
import { logSoftmaxRows } from "../src/train/thinnedNets.ts";
import { devices, reference } from "./devices.ts";

const random = new RandomSequence(4, "noise");
/** Three classes that overlap, so that accuracies go up and down and few held-out examples have many ties. */
const part = (count: number) => {
  const labels = Uint8Array.from({ length: count }, (_, n) => n % 3);
  const images = Uint8Array.from({ length: count * 8 }, (_, i) => (i % 8 === labels[Math.floor(i / 8)] ? 40 : 0) + random.below(100));
  return { images, labels, features: 8, count };
};
const data: ImageDataset = { name: "three", classes: 3, shape: [8], scale: 1 / 255, train: part(120), test: part(60), heldOut: 12 };
const { device } = devices[0] as (typeof devices)[number];
const model: TrialConfig["model"] = {
  name: "small",
  layers: [{ layer: "dense", units: 8 }, { layer: "relu" }, { layer: "dropout" }, { layer: "dense", units: 3 }],
};

async function endOf(protocol: TrialConfig["protocol"], changes: Partial<TrialConfig>): Promise<{ config: TrialConfig } & TrialEnd> {
  const config: TrialConfig = {
    protocol,
    model,
    methods: { dropout: 0.3 },
    optimizer: "adam",
    learningRate: 0.01,
    schedule: { kind: "constant" },
    momentum: 0,
    iterations: 200,
    evaluateEvery: 5,
    batch: 20,
    seed: 1,
    ...changes,
  };
  const trial = runTrial(config, data, device);
  for (;;) {
    const { done, value } = await trial.next();
    if (done) return { config, ...value };
  }
}

const logs = (probabilities: readonly number[]) => Float64Array.from(probabilities, Math.log);
const everyTest = Int32Array.from({ length: data.test.count }, (_, i) => i);
const everyHeldOut = Int32Array.from({ length: data.heldOut }, (_, i) => i);

describe("the evaluation that is chosen", () => {
  test.each([1, 2, 3, 4])("13.8: of equal held-out accuracies is that of the lowest loss (seed %d)", async (seed) => {
    const { result } = await endOf("sound", { seed });
    const highest = Math.max(...result.evaluations.map(({ accuracy }) => accuracy));
    const ties = result.evaluations.filter(({ accuracy }) => accuracy === highest);
    const lowest = Math.min(...ties.map(({ selectionLoss }) => selectionLoss));
    expect(result.iteration).toBe(ties.findLast(({ selectionLoss }) => selectionLoss === lowest)?.iteration);
  });

  test("13.8: of equal held-out accuracies and losses is the last one", async () => {
    const { result } = await endOf("sound", { learningRate: 1e-30 }); // no step changes a weight
    expect(new Set(result.evaluations.map(({ selectionLoss }) => selectionLoss)).size).toBe(1);
    expect(result.iteration).toBe(200);
  });

  test("13.8: a net that stands still is stopped early, and the last of its equals is chosen", async () => {
    const { result } = await endOf("sound", { learningRate: 1e-30, methods: { dropout: 0.3, earlyStopping: 3 } });
    expect([result.stoppedAt, result.iteration]).toEqual([20, 20]);
    const { result: post } = await endOf("post", { learningRate: 1e-30, methods: { dropout: 0.3, earlyStopping: 3 } });
    expect([post.stoppedAt, post.iteration]).toEqual([20, 5]);
  });

  test("13.8: on the test examples is the first of the best, as the post chose", async () => {
    const { result } = await endOf("post", {});
    const highest = Math.max(...result.evaluations.map(({ accuracy }) => accuracy));
    expect(result.iteration).toBe(result.evaluations.find(({ accuracy }) => accuracy === highest)?.iteration);
    expect((await endOf("post", { learningRate: 1e-30 })).result.iteration).toBe(5);
  });
});

describe.each(["post", "sound", "post-held-out"] as const)("13.10: with protocol %s", (protocol) => {
  test.each([{}, { earlyStopping: 5 }, { mc: 6 }, { earlyStopping: 5, mc: 6 }])(
    "accuracy, calibration, Monte-Carlo and kept weights are of one net, with %o",
    async (methods) => {
      const { config, result, weights } = await endOf(protocol, { methods: { dropout: 0.3, ...methods } });
      const revived = await reviveTrial(config, data, device, weights as Float64Array, () => []);
      expect((await revived.evaluate(1, everyTest)).accuracy).toBe(result.accuracy);
      const logProbabilities = logSoftmaxRows(await revived.logits(1, everyTest), 3);
      expect(calibrationOf(logProbabilities, 3, (i) => data.test.labels[i] as number)).toEqual(result.calibration);
      if ("mc" in methods) expect(await averageThinnedNets(revived, 1, data.test.labels, everyTest, 6)).toEqual(result.monteCarlo);
      const chosen = result.evaluations.find(({ iteration }) => iteration === result.iteration);
      expect(chosen?.accuracy).toBe(result.selectionAccuracy);
      // and that is the chosen iteration's: it is told by what the evaluation of then saw
      const seen = protocol === "post" ? await revived.evaluate(1, everyTest) : await revived.evaluate(0, everyHeldOut);
      expect([seen.accuracy, seen.loss]).toEqual([chosen?.accuracy, chosen?.selectionLoss]);
      const last = result.evaluations.at(-1)?.iteration;
      if ("earlyStopping" in methods) expect(result.stoppedAt === null || (result.iteration as number) < (last as number)).toBe(true);
    },
  );
});

describe("13.31: calibration", () => {
  test("is the mean of −log p(label), and of |accuracy − confidence| over 15 bins of confidence (by hand)", () => {
    // confidences 0.9 (right), 0.9 (wrong), 0.6 (right), 0.62 (right): bins 13 (0.8667 … 0.9333), 8 (0.5333 … 0.6), 9 (0.6 … 0.6667)
    const rows = [0.9, 0.1, 0.9, 0.1, 0.4, 0.6, 0.38, 0.62];
    const labels = [0, 1, 1, 1];
    const { negativeLogLikelihood, expectedCalibrationError, bins } = calibrationOf(logs(rows), 2, (i) => labels[i] as number);
    expect(bins).toBe(15);
    expect(negativeLogLikelihood).toBeCloseTo(-(Math.log(0.9) + Math.log(0.1) + Math.log(0.6) + Math.log(0.62)) / 4, 14);
    expect(expectedCalibrationError).toBeCloseTo((2 * Math.abs(0.5 - 0.9) + Math.abs(1 - 0.6) + Math.abs(1 - 0.62)) / 4, 14);
  });

  test("of a net that is always right and sure is 0; of one without an idea it is log(classes) and its luck", () => {
    expect(calibrationOf(logs([1, 0, 0, 0, 1, 0]), 3, (i) => i)).toMatchObject({
      negativeLogLikelihood: -0,
      expectedCalibrationError: 0,
    });
    const even = calibrationOf(logs(Array(12).fill(1 / 4)), 4, (i) => i);
    expect(even.negativeLogLikelihood).toBeCloseTo(Math.log(4), 14);
    expect(even.expectedCalibrationError).toBeCloseTo(Math.abs(1 / 3 - 1 / 4), 14);
  });

  test("a confidence at the limit of two bins is in the lower one, though its logarithm is rounded", () => {
    // of k equal logits, 1 / k = b / 15 for k = 3, 5, 15; beside them a bin above with as many wrong answers
    for (const k of [3, 5, 15]) {
      const [even, above] = [Array(k).fill(0), [0.2, ...Array(k - 1).fill(0)]];
      const rows = logSoftmaxRows(Float64Array.from([even, even, above, above].flat()), k);
      const confidence = Math.exp(0.2) / (Math.exp(0.2) + k - 1);
      const { expectedCalibrationError } = calibrationOf(rows, k, (i) => (i < 2 ? 0 : 1));
      expect(expectedCalibrationError, `${k} classes`).toBeCloseTo((1 - 1 / k + confidence) / 2, 12);
    }
  });

  test("of a right answer without any probability stays a number, and where a probability is none it is none", () => {
    // log softmax of (−1318, 1318): −2636, far below the logarithm of the smallest float64
    expect(calibrationOf(logSoftmaxRows(Float64Array.of(-1318, 1318), 2), 2, () => 0).negativeLogLikelihood).toBe(2636);
    const none = calibrationOf(logs([Number.NaN, 1]), 2, () => 0);
    expect([none.negativeLogLikelihood, none.expectedCalibrationError]).toEqual([Number.NaN, Number.NaN]);
  });

  test("likelihood is the loss of the evaluation, and there is none for the squared error", async () => {
    const { config, result, weights } = await endOf("sound", {});
    const revived = await reviveTrial(config, data, reference, weights as Float64Array, () => []);
    expect(result.calibration?.negativeLogLikelihood).toBeCloseTo((await revived.evaluate(1, everyTest)).loss, 5);
    const squared = (await endOf("sound", { model: { ...model, loss: "meanSquaredError" }, methods: { dropout: 0.3, mc: 3 } })).result;
    expect(squared.calibration).toBeNull();
    expect(squared.monteCarlo?.calibration).toBeNull();
  });

  test("the loss that chooses leaves label smoothing and penalties out", async () => {
    const withAll = (await endOf("sound", { learningRate: 1e-30, methods: { labelSmoothing: 0.3, l2: 1, activitySparsity: 1 } })).result;
    const without = (await endOf("sound", { learningRate: 1e-30, methods: {} })).result;
    expect(withAll.evaluations.at(-1)?.selectionLoss).toBeCloseTo(without.evaluations.at(-1)?.selectionLoss as number, 6);
  });
});

test.each([2, 4, 10])("13.15: %d logits for three classes are refused before anything is trained", async (units) => {
  const { config } = await endOf("sound", {});
  const layers = [...model.layers.slice(0, -1), { layer: "dense", units }] as const;
  const trial = runTrial({ ...config, model: { ...model, layers } }, data, device);
  await expect(() => trial.next()).rejects.toThrow(`its last layer has ${units} units, the data 3 classes`);
});

test("13.22: beside the accuracy stands the share of the class that is most frequent among the test examples", async () => {
  expect((await endOf("sound", {})).result.majorityShare).toBeCloseTo(1 / 3, 14);
});

test("13.29: and how many test images there are, so that one of them can be told from a coarse accuracy", async () => {
  expect((await endOf("sound", {})).result.testExamples).toBe(data.test.count);
});

test("protocols that choose on held-out examples refuse data without any", async () => {
  const trial = runTrial({ ...(await endOf("sound", {})).config, model }, { ...data, heldOut: 0 }, device);
  await expect(() => trial.next()).rejects.toThrow("heldOut: 0 examples cannot choose the iteration");
});
