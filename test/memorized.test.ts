import { describe, expect, test } from "vitest";
import { type ImageDataset, limitTraining } from "#data";
import { padded } from "#engine";
import { resolveTrial } from "#experiment";
import { runTrial } from "#train";
import { reference } from "./devices.ts";

/** 60 + 30 random points of two numbers; the class says in which of three directions from the middle. */
function points(): ImageDataset {
  const part = (count: number, phase: number) => {
    const angles = Array.from({ length: count }, (_, n) => (n * 2.399963 + phase) % (2 * Math.PI));
    return {
      images: Float32Array.from(angles.flatMap((angle, n) => [Math.cos(angle) * (1 + (n % 5)), Math.sin(angle) * (1 + (n % 5))])),
      labels: Uint8Array.from(angles, (angle) => Math.floor((3 * angle) / (2 * Math.PI))),
      features: 2,
      count,
    };
  };
  return { name: "points", classes: 3, shape: [2], scale: 1, train: part(60, 0), test: part(30, 1), heldOut: 10 };
}

const HIDDEN = 12;
/** The class that mlp(12) gives a point, by the formula: W₂ · max(0, W₁x + b₁) + b₂, the highest; weights in the order W₁ b₁ W₂ b₂, each padded. */
function predicted(weights: Float64Array, [x = 0, y = 0]: Iterable<number> & { [index: number]: number }, relu: boolean): number {
  const at = (start: number, index: number) => weights[start + index] as number;
  const bias1 = padded(2 * HIDDEN);
  const kernel2 = bias1 + padded(HIDDEN);
  const bias2 = kernel2 + padded(3 * HIDDEN);
  const hidden = Array.from({ length: HIDDEN }, (_, j) => Math.max(0, at(0, 2 * j) * x + at(0, 2 * j + 1) * y + at(bias1, j)));
  const logits = [0, 1, 2].map((c) => hidden.reduce((sum, h, j) => sum + at(kernel2, c * HIDDEN + j) * h, at(bias2, c)));
  const scores = relu ? logits.map((logit) => Math.max(0, logit)) : logits;
  return scores.indexOf(Math.max(...scores));
}

const configOf = (...args: Parameters<typeof resolveTrial>) => resolveTrial(...args).config;

describe("13.24: what a net has learned by heart", () => {
  test.each(["sound", "post"] as const)("is counted on the wrong labels, by the chosen net (%s)", async (protocol) => {
    const data = limitTraining(points(), { labelNoise: 0.3 });
    const config = {
      ...configOf({ model: `mlp(${HIDDEN})`, protocol, iterations: 600, learningRate: 0.02, batchSize: 10 }, data),
      seed: 3,
    };
    const run = runTrial(config, data, reference);
    let step = await run.next();
    while (!step.done) step = await run.next();
    const { result, weights } = step.value;
    const { examples, trueLabels } = data.wrongLabels ?? { examples: new Int32Array(), trueLabels: new Uint8Array() };
    const classes = Array.from(examples, (n) =>
      predicted(weights as Float64Array, data.train.images.subarray(2 * n, 2 * n + 2), protocol === "post"),
    );
    const share = (labelOf: (k: number) => number | undefined) => classes.filter((found, k) => found === labelOf(k)).length / 15;
    expect(examples.length).toBe(15);
    expect(result.memorized).toEqual({
      examples: 15,
      asLabelled: share((k) => data.train.labels[examples[k] as number]),
      asTrue: share((k) => trueLabels[k]),
    });
    expect((result.memorized?.asLabelled ?? 0) + (result.memorized?.asTrue ?? 0)).toBeGreaterThan(0.5);
  });

  test("is nothing where no label was made wrong", async () => {
    const data = limitTraining(points(), { trainExamples: 20 });
    const config = { ...configOf({ model: "mlp(2)", iterations: 2 }, data), seed: 1 };
    const run = runTrial(config, data, reference);
    let step = await run.next();
    while (!step.done) step = await run.next();
    expect(step.value.result.memorized).toBe(null);
  });
});
