import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import type { Device } from "#engine";
import { runTrial, scoreOf, type TrialCheckpoint, type TrialConfig, type TrialEnd } from "#train";
import { inspectTrial } from "../src/analysis/inspection/inspection.ts";
import { devices } from "./devices.ts";
import { everyExample, parameter, tinyTrainer } from "./tinyTrainer.ts";

/** Two classes of which 0 has most examples, in noise: a net that says nothing but 0 is right in 80%. */
const part = (count: number) => ({
  labels: Uint8Array.from({ length: count }, (_, n) => Number(n % 5 === 0)),
  images: Uint8Array.from({ length: count * 4 }, (_, i) => (i * 7919 + ((i * i) % 251) * 31) % 256),
  features: 4,
  count,
});
const data: ImageDataset = { name: "noise", classes: 2, shape: [4], scale: 1 / 255, train: part(120), test: part(40), heldOut: 20 };

const config = (changes: Partial<TrialConfig>): TrialConfig => ({
  protocol: "sound",
  model: {
    name: "small",
    layers: [{ layer: "dense", units: 6 }, { layer: "relu" }, { layer: "dense", units: 2 }],
    loss: "meanSquaredError",
  },
  methods: {},
  optimizer: "sgd",
  learningRate: 0.1,
  schedule: { kind: "constant" },
  momentum: 0,
  iterations: 40,
  evaluateEvery: 5,
  batch: 20,
  seed: 1,
  ...changes,
});

async function endOf(
  trial: TrialConfig,
  device: Device,
  resume?: TrialCheckpoint,
): Promise<TrialEnd & { readonly checkpoints: TrialCheckpoint[] }> {
  const run = runTrial(trial, data, device, resume);
  const checkpoints: TrialCheckpoint[] = [];
  for (;;) {
    const { done, value } = await run.next();
    if (done) return { ...value, checkpoints };
    checkpoints.push(await structuredClone(await value.checkpoint()));
  }
}

/** A rate so high that the weights leave the range of float32 at the first step, and that of float64 some steps later. */
const TOO_HIGH = 3e38;

describe.each(devices)("13.1: a net that is no number, on $name", ({ device }) => {
  test("is right about no example, whichever logit is none", async () => {
    const layers = [{ layer: "flatten" }, { layer: "dense", units: 3 }] as const;
    for (const broken of [[0], [1], [2], [0, 1, 2]]) {
      const trainer = tinyTrainer({ layers, device });
      expect((await trainer.evaluate(0, everyExample)).accuracy).toBeGreaterThan(0);
      const bias = parameter(trainer, "dense1.bias");
      await trainer.write(
        bias,
        [0, 1, 2].map((c) => (broken.includes(c) ? Number.NaN : 0)),
      );
      const { accuracy, loss } = await trainer.evaluate(0, everyExample);
      expect(accuracy).toBe(0);
      expect(loss).toBeNaN();
    }
  });

  test.each(["post", "sound"] as const)("has diverged though only its last update broke it, and has no score (%s)", async (protocol) => {
    const trial = config({ protocol, learningRate: TOO_HIGH, evaluateEvery: 1 });
    const last = (await endOf(trial, device)).result.divergedAt as number;
    expect(last).toBeGreaterThan(0);
    const { result, weights } = await endOf({ ...trial, iterations: last }, device);
    expect(result.divergedAt).toBe(last);
    expect(scoreOf(result)).toBeNull();
    expect(result.evaluations.at(-1)).toMatchObject({ iteration: last });
    expect(Number.isFinite(result.evaluations.at(-1)?.selectionLoss)).toBe(false);
    expect(Number.isFinite(result.evaluations.at(-1)?.loss)).toBe(true); // no loss of training showed it
    if (last > 1) return expect(result.iteration).toBeLessThan(last);
    expect(result).toMatchObject({ accuracy: null, iteration: null, selectionAccuracy: null, calibration: null });
    expect(weights).toBeNull();
  });

  test.each(["post", "sound"] as const)(
    "is chosen at no iteration from its divergence on, and what was chosen before is no score (%s)",
    async (protocol) => {
      // ten good steps first
      const trial = config({
        protocol,
        learningRate: 0.1,
        iterations: 20,
        schedule: { kind: "step", every: 10, factor: 3e38 },
      });
      const { result, weights } = await endOf(trial, device);
      const { divergedAt, iteration, evaluations } = result;
      expect(divergedAt).toBeGreaterThan(1);
      expect(scoreOf(result)).toBeNull();
      if (iteration === null) return expect(weights).toBeNull();
      expect(iteration).toBeLessThan(divergedAt as number);
      expect(evaluations.map((each) => each.iteration)).toContain(iteration);
      expect(weights?.every(Number.isFinite)).toBe(true);
    },
  );

  test("ends the same when it is continued from any checkpoint, from that of its divergence too", async () => {
    const trial = config({ learningRate: TOO_HIGH, iterations: 30, evaluateEvery: 1 });
    const { checkpoints, ...whole } = await endOf(trial, device);
    expect(whole.result.divergedAt).not.toBeNull();
    for (const checkpoint of checkpoints) {
      const { checkpoints: _, ...continued } = await endOf(trial, device, checkpoint);
      expect(continued).toEqual(whole);
    }
  });

  test("is not chosen when it is continued from a checkpoint, however right its evaluation at divergence", async () => {
    const trial = config({ learningRate: 0.1, iterations: 20, schedule: { kind: "step", every: 10, factor: 3e38 } });
    const { checkpoints } = await endOf(trial, device);
    const last = checkpoints.at(-1) as TrialCheckpoint;
    const right = last.evaluations.map((one, i) => (i === last.evaluations.length - 1 ? { ...one, accuracy: 1, selectionLoss: 0 } : one));
    const { result } = await endOf(trial, device, { ...last, evaluations: right });
    expect(result.divergedAt).toBe(last.iteration);
    expect(result.iteration ?? 0).toBeLessThan(last.iteration);
    expect(result.selectionAccuracy).not.toBe(1);
  });

  test("has no predictions, and none of its test examples is in a confusion", async () => {
    const trial = config({});
    const { weights } = await endOf(trial, device);
    const { accuracy, confusion, predictions } = await inspectTrial(trial, data, device, (weights as Float64Array).fill(Number.NaN));
    expect(accuracy).toBe(0);
    expect(confusion.flat()).toEqual([0, 0, 0, 0]);
    expect(new Set(predictions)).toEqual(new Set([-1]));
  });
});
