import { describe, expect, test } from "vitest";
import { adam, rmsProp } from "#optim";
import { devices } from "./devices.ts";
import { steppedParameter } from "./steppedParameter.ts";
import { tinyTrainer, train } from "./tinyTrainer.ts";

const learningRate = 0.01;

/** Of g² beside a gradient 4,000 times as large before: in float32 their difference is the larger one. */
describe.each(devices)("13.4: running means that keep next to nothing, on $name", ({ device }) => {
  test.each([0, 1e-9, 0.01, 0.3])("RMSProp's step with decay %f is no longer than the learning rate", async (decay) => {
    const end = await steppedParameter(rmsProp({ learningRate, decay }), [0.5, 1e-4, -1e-8], device);
    let [square, expected] = [0, 1];
    for (const g of [0.5, 1e-4, -1e-8]) {
      square = decay * square + (1 - decay) * g ** 2;
      expected -= (learningRate * g) / (Math.sqrt(square) + 1e-8);
    }
    expect(end).toBeCloseTo(expected, 5);
  });

  test("nor is Adam's without its means", async () => {
    const end = await steppedParameter(adam({ learningRate, beta1: 0, beta2: 0 }), [0.5, 1e-4, -1e-4, 1e-4], device);
    expect(end).toBeCloseTo(1 - 2 * learningRate, 4);
  });

  test("batch normalization with momentum 1 has the last batch's statistics", async () => {
    const layers = [{ layer: "flatten" }, { layer: "batchNorm", momentum: 1 }, { layer: "dense", units: 3 }] as const;
    const images = Uint8Array.from({ length: 60 * 20 }, (_, i) => ((i * 7919 + ((i * i) % 251)) >> 4) % 2); // of a variance far below the 1 of the beginning
    const trainer = tinyTrainer({ layers, batch: 60, device, images });
    await train(trainer, 1);
    const { states } = trainer.net.graph;
    const read = async (name: string) => [...(await trainer.read(states.find((state) => state.name.endsWith(name)) as never))];
    const column = (feature: number) => Array.from({ length: 60 }, (_, n) => (images[n * 20 + feature] as number) / 255);
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
    const expected = Array.from({ length: 20 }, (_, feature) => {
      const values = column(feature);
      return values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / 59;
    });
    const found = await read("unningVariance");
    expect(expected.every((variance) => variance > 1e-6 && variance < 1e-5)).toBe(true);
    for (const [feature, variance] of found.entries()) expect(variance / (expected[feature] as number)).toBeCloseTo(1, 5);
  });
});
