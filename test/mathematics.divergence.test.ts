import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import type { DeviceName } from "#devices";
import { RandomSequence } from "#engine";
import { runTrials } from "#lab";
import type { LayerSpec } from "#nn";
import { sgd } from "#optim";
import { runTrial, type Trainer, type TrialConfig, type TrialResult } from "#train";
import { activationNames } from "../src/nn/model.ts";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { parametersOf, tinyTrainer, train } from "./tinyTrainer.ts";

/** Squared error of a linear net under a rate so high that errors grow from step to step, until they are no numbers. */
const explosive = (device: (typeof devices)[number]["device"]) =>
  tinyTrainer({
    layers: [{ layer: "flatten" }, { layer: "dense", units: 3 }],
    model: { loss: "meanSquaredError" },
    optimizer: sgd({ learningRate: 3, momentum: 0.5 }),
    device,
  });

const STEPS = 400;
async function trainInCalls(trainer: Trainer, length: number, steps = STEPS): Promise<void> {
  for (let first = 1; first <= steps; first += length) await train(trainer, Math.min(length, steps - first + 1), first);
}

describe("a net that diverges", async () => {
  const widths = devices.filter(({ name }) => name !== "reference"); // float64 reaches further
  const divergedOn = await inOrder(widths, async ({ device }) => {
    const trainer = explosive(device);
    await trainInCalls(trainer, STEPS);
    return trainer.divergedAt();
  });

  test("does so at the same iteration on every device of float32, and later in float64", async () => {
    const [at] = divergedOn as [number];
    expect(at).toBeGreaterThan(3);
    expect(new Set(divergedOn).size).toBe(1);
    const exact = explosive(devices.find(({ name }) => name === "reference")?.device as never);
    await trainInCalls(exact, STEPS);
    expect(await exact.divergedAt()).toBeGreaterThan(at);
  });

  describe.each(devices)("on $name", async ({ device }) => {
    const whole = explosive(device);
    await trainInCalls(whole, STEPS);
    const at = (await whole.divergedAt()) as number;

    test.each([1, 2, 5, 64])(
      "does so at the same iteration in calls of %d steps, and no later one of them is taken for the first",
      async (length) => {
        const trainer = explosive(device);
        await trainInCalls(trainer, length);
        expect(await trainer.divergedAt()).toBe(at);
      },
    );

    test("had finite losses before, and takes no step after", async () => {
      const trainer = explosive(device);
      await trainInCalls(trainer, 1, at - 1);
      expect(await trainer.divergedAt()).toBeNull();
      expect(Number.isFinite(await trainer.lastLoss())).toBe(true);
      await train(trainer, 1, at);
      expect(await trainer.divergedAt()).toBe(at);
      expect(Number.isFinite(await trainer.lastLoss())).toBe(false);
      expect(await parametersOf(whole)).toEqual(await parametersOf(trainer));
    });

    test("goes on as before when it is put back to a checkpoint from before", async () => {
      const trainer = explosive(device);
      await train(trainer, 2);
      const checkpoint = await trainer.checkpoint();
      await train(trainer, STEPS, 3);
      await trainer.restore(checkpoint);
      expect(await trainer.divergedAt()).toBeNull();
      await train(trainer, STEPS, 3);
      expect(await trainer.divergedAt()).toBe(at);
    });

    test.each(["relu", ...activationNames] as const)(
      "a weight or bias that is no number is seen in the same step, through %s",
      async (activation) => {
        const net: LayerSpec[] = [
          { layer: "conv2d", filters: 3, size: 2, padding: 1 },
          { layer: activation },
          { layer: "maxPool2d", size: 2 },
          { layer: "batchNorm" },
          { layer: "averagePool2d", size: 2 },
          { layer: "flatten" },
          { layer: "dense", units: 5 },
          { layer: activation },
          { layer: "dense", units: 3 },
        ];
        const { parameters } = tinyTrainer({ layers: net, device }).net.graph;
        for (const i of parameters.keys()) {
          const trainer = tinyTrainer({ layers: net, device, methods: { maxNorm: 1, gradientClip: 1 } });
          const each = trainer.net.graph.parameters[i] as (typeof parameters)[number];
          const values = await trainer.read(each);
          values[1] = Number.NaN;
          await trainer.write(each, values);
          await train(trainer, 2, 70001);
          expect(await trainer.divergedAt(), each.name).toBe(70001);
        }
      },
    );
  });
});

describe("a trial that diverges", () => {
  const random = new RandomSequence(1, "noise");
  const part = (count: number) => {
    const labels = Uint8Array.from({ length: count }, (_, n) => n % 3);
    const images = Uint8Array.from({ length: count * 8 }, (_, i) => (i % 8 === labels[Math.floor(i / 8)] ? 200 : 0) + random.below(50));
    return { images, labels, features: 8, count };
  };
  const data: ImageDataset = { name: "three", classes: 3, shape: [8], scale: 1 / 255, train: part(120), test: part(30), heldOut: 30 };
  const config = (protocol: TrialConfig["protocol"], learningRate: number, seed: number): TrialConfig => ({
    protocol,
    model: {
      name: "small",
      layers: [{ layer: "dense", units: 6 }, { layer: "relu" }, { layer: "dense", units: 3 }],
      loss: "meanSquaredError",
    },
    methods: { dropout: 0 },
    optimizer: "sgd",
    learningRate,
    schedule: { kind: "constant" },
    momentum: 0.9,
    iterations: 300,
    evaluateEvery: 20,
    batch: 30,
    seed,
  });
  const { device } = devices[0] as (typeof devices)[number];
  const alone = async (trial: TrialConfig): Promise<TrialResult> => {
    const run = runTrial(trial, data, device);
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value.result;
    }
  };

  test.each(["post", "sound"] as const)("ends with that as its result, while the others go on (%s)", async (protocol) => {
    const trials = [config(protocol, 0.2, 1), config(protocol, 50, 2), config(protocol, 0.2, 3), config(protocol, 50, 2)];
    const options = { data, device: device.name as DeviceName, simd: device.name === "native" ? device.simd : undefined };
    const expected = await inOrder(trials, alone);
    for (const workers of [1, 2]) {
      const outcomes = await runTrials(trials, { ...options, workers });
      expect(outcomes).toEqual(expected.map((result) => ({ kind: "done", result })));
    }
    for (const i of [1, 3]) {
      const { divergedAt, evaluations } = expected[i] as TrialResult;
      expect(divergedAt).toBeGreaterThan(1);
      expect(divergedAt).toBeLessThan(300);
      expect(evaluations.at(-1)?.iteration).toBe(divergedAt);
      expect(evaluations.at(-1)?.loss).not.toSatisfy(Number.isFinite);
    }
    for (const i of [0, 2]) {
      const { divergedAt, accuracy, evaluations } = expected[i] as TrialResult;
      expect(divergedAt).toBeNull();
      expect(accuracy).toBeGreaterThan(0.9);
      expect(evaluations.at(-1)?.iteration).toBe(300);
    }
  });
});
