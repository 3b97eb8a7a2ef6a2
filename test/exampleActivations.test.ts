import { describe, expect, test } from "vitest";
import { exampleActivations } from "#analysis";
import { loadDataset } from "#data/files";
import { openDevice } from "#devices";
import { resolveTrial } from "#experiment";
import { reviveTrial, runTrial } from "#train";

const data = loadDataset("mnist", {});
const INDEX = 7;

describe.each(["native", "wasm"] as const)("what a net makes of one example on %s", (name) => {
  const trained = (async () => {
    const device = await openDevice(name === "native" ? "auto" : name);
    const { config } = resolveTrial({ model: "mlp(12,8)", protocol: "sound", dropout: 0.5, iterations: 20 }, data);
    const run = runTrial({ ...config, seed: 3 }, data, device);
    for (;;) {
      const { value, done } = await run.next();
      if (done) return { device, config: { ...config, seed: 3 }, weights: value.weights };
    }
  })();
  const look = async (mask?: number) => {
    const { device, config, weights } = await trained;
    return exampleActivations(config, data, device, weights as NonNullable<typeof weights>, { index: INDEX, mask });
  };

  test("the whole net: its layers, and the logits that it evaluates with", async () => {
    const { device, config, weights } = await trained;
    const { layers, logits, probabilities } = await look();
    expect(layers.map(({ name: layer, values }) => [layer, values.length])).toEqual([
      ["relu1", 12],
      ["relu2", 8],
    ]);
    const trainer = await reviveTrial(config, data, device, weights as NonNullable<typeof weights>, () => []);
    expect(logits).toEqual([...(await trainer.logits(1, Int32Array.of(INDEX)))]);
    expect(probabilities?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test("a thinned net: dropout leaves twice the activation or nothing, by the masks of Monte-Carlo dropout", async () => {
    const { device, config, weights } = await trained;
    const masks = [];
    for (const mask of [0, 1, 2, 0]) {
      const { layers, logits } = await look(mask);
      expect(layers.map(({ name: layer }) => layer)).toEqual(["dropout1", "relu1", "dropout2", "relu2", "dropout3"]);
      const [, relu1, dropout2] = layers.map(({ values }) => values) as [number[], number[], number[]];
      for (const [unit, value] of dropout2.entries()) expect([0, 2 * (relu1[unit] as number)]).toContain(value);
      const trainer = await reviveTrial(config, data, device, weights as NonNullable<typeof weights>, () => []);
      expect(logits).toEqual([...(await trainer.sampledLogits(1, Int32Array.of(INDEX), mask))]);
      masks.push(String(layers.map(({ values }) => values)));
    }
    expect(masks[3]).toBe(masks[0]);
    expect(new Set(masks).size).toBe(3);
  });
});
