import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { type Device, RandomSequence } from "#engine";
import { resolveTrial } from "#experiment";
import { buildNet, type LayerSpec } from "#nn";
import { measureRobustness, type Robustness, reviveTrial, runTrial, type TrialConfig } from "#train";
import { hiddenUnits } from "../src/train/hiddenUnits.ts";
import { devices, reference } from "./devices.ts";

const shape = [1, 4, 4];
const bytes = (count: number, factor: number) =>
  Uint8Array.from({ length: 16 * count }, (_, i) => (i * factor + ((i * i) % 251) * 31) % 256);
const part = (count: number, factor: number) => ({
  images: bytes(count, factor),
  labels: Uint8Array.from({ length: count }, (_, i) => (i * i + (i >> 2)) % 3),
  features: 16,
  count,
});
const data: ImageDataset = {
  name: "made up",
  classes: 3,
  shape,
  scale: 1 / 255,
  train: part(60, 7919),
  test: part(90, 104729),
  heldOut: 20,
};

const dense: readonly LayerSpec[] = [
  { layer: "flatten" },
  { layer: "dense", units: 7 },
  { layer: "relu" },
  { layer: "dropout" },
  { layer: "dense", units: 5 },
  { layer: "sigmoid" },
  { layer: "dense", units: 3 },
];

/** A net as a short trial leaves it, with its parameters by name. */
async function trained(layers: readonly LayerSpec[], device: Device = reference) {
  const model = { name: "net", layers } as never;
  const { config: resolved } = resolveTrial(
    { protocol: "sound", model, dropout: 0.3, iterations: 40, evaluateEvery: 20, batchSize: 20 },
    data,
  );
  const config: TrialConfig = { ...resolved, seed: 11 };
  const steps = runTrial(config, data, device);
  for (;;) {
    const { done, value } = await steps.next();
    if (!done) continue;
    const weights = value.weights ?? new Float32Array();
    const trainer = await reviveTrial(config, data, device, weights, () => []);
    const parameters = new Map<string, ArrayLike<number>>();
    for (const parameter of trainer.net.graph.parameters) parameters.set(parameter.name, await trainer.read(parameter));
    return { config, weights, parameters, result: value.result };
  }
}

/** What goes of a layer, in a draw, in the order in which it goes. */
function orderOf(units: number, draw: number, layer: number): number[] {
  const random = new RandomSequence(11, "removal", draw, layer);
  const order = Array.from({ length: units }, (_, i) => i);
  for (let i = units - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

/** Outputs of a dense layer for one example: the sum over the inputs of weight [output][input] times input, and the bias. */
const layerOf = (x: readonly number[], weight: ArrayLike<number>, bias: ArrayLike<number>) =>
  Array.from(bias, (b, unit) => x.reduce((sum, value, i) => sum + value * (weight[unit * x.length + i] as number), b));

describe("17: robustness", () => {
  test("counts what a net gives whose hidden units are set to zero, as they are and rescaled", async () => {
    const { config, weights, parameters } = await trained(dense);
    const found = (await measureRobustness(config, data, reference, weights)) as Robustness;
    expect(found).toMatchObject({ kind: "units", units: [7, 5], images: 90, shares: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] });
    const p = (name: string) => parameters.get(name) as ArrayLike<number>;
    const rightOf = (draw: number, tenths: number, rescale: boolean) => {
      const masks = [7, 5].map((units, layer) => {
        const gone = orderOf(units, draw, layer).slice(0, Math.min(units - 1, Math.round((units * tenths) / 10)));
        return Array.from({ length: units }, (_, i) => (gone.includes(i) ? 0 : rescale ? units / (units - gone.length) : 1));
      }) as [number[], number[]];
      let right = 0;
      for (let image = 0; image < 90; image++) {
        const x = Array.from(data.test.images.subarray(16 * image, 16 * image + 16), (pixel) => pixel / 255);
        const first = layerOf(x, p("dense1.weight"), p("dense1.bias")).map((a, i) => Math.max(0, a) * (masks[0][i] as number));
        const second = layerOf(first, p("dense2.weight"), p("dense2.bias")).map((a, i) => (masks[1][i] as number) / (1 + Math.exp(-a)));
        const logits = layerOf(second, p("dense3.weight"), p("dense3.bias"));
        right += Number(logits.indexOf(Math.max(...logits)) === data.test.labels[image]);
      }
      return right;
    };
    for (const [rows, rescale] of [
      [found.right, false],
      [found.rightRescaled, true],
    ] as const)
      expect(rows).toEqual(found.shares.map((_, tenths) => Array.from({ length: 20 }, (_, draw) => rightOf(draw, tenths, rescale))));
    expect(new Set(found.right.flat()).size).toBeGreaterThan(5);
    expect(found.right).not.toEqual(found.rightRescaled);
  });

  test("begins with the accuracy of the run, and is the same on every device", async () => {
    const { config, weights, result } = await trained(dense);
    const found = await measureRobustness(config, data, reference, weights);
    expect(found?.right[0]).toEqual(Array(20).fill(Math.round(90 * (result.accuracy ?? 0))));
    const float32 = Float32Array.from(weights);
    for (const { name, device } of devices) expect([name, await measureRobustness(config, data, device, float32)]).toEqual([name, found]);
  });

  test("removes feature maps where no dense layer is hidden, with all their places", async () => {
    const layers: readonly LayerSpec[] = [
      { layer: "conv2d", filters: 4, size: 3, padding: 1 },
      { layer: "batchNorm" },
      { layer: "relu" },
      { layer: "maxPool2d", size: 2 },
      { layer: "flatten" },
      { layer: "dense", units: 3 },
    ];
    const { config, weights, parameters } = await trained(layers);
    const found = (await measureRobustness(config, data, reference, weights)) as Robustness;
    expect(found).toMatchObject({ kind: "maps", units: [4] });
    // three of four maps gone: the logits are what the four places of the last one give
    const tensorOf = async () => {
      const values: number[][] = [];
      const trainer = await reviveTrial(config, data, reference, weights, (net) =>
        net.graph.nodes.filter(({ op }) => op === "maxPool2d").map(({ output }) => output),
      );
      const pooled = trainer.net.graph.nodes.find(({ op }) => op === "maxPool2d")?.output;
      const indices = Int32Array.from({ length: 90 }, (_, i) => i);
      await trainer.observe(1, indices, pooled ? [pooled] : [], ([all], lanes, count) => {
        for (let lane = 0; lane < count; lane++) values.push(Array.from({ length: 16 }, (_, i) => all?.[i * lanes + lane] as number));
      });
      return values;
    };
    const pooled = await tensorOf();
    const [weight, bias] = [parameters.get("dense1.weight"), parameters.get("dense1.bias")] as [ArrayLike<number>, ArrayLike<number>];
    const rightOf = (draw: number) => {
      const last = orderOf(4, draw, 0)[3] as number;
      const kept = pooled.map((x) => x.map((value, i) => (Math.floor(i / 4) === last ? value : 0)));
      const isRight = (x: readonly number[], image: number) => {
        const logits = layerOf(x, weight, bias);
        return logits.indexOf(Math.max(...logits)) === data.test.labels[image];
      };
      return kept.filter(isRight).length;
    };
    expect(found.right[9]).toEqual(Array.from({ length: 20 }, (_, draw) => rightOf(draw)));
  });

  test("has nothing to remove where nothing is hidden, and can be stopped", async () => {
    const single = await trained([{ layer: "flatten" }, { layer: "dense", units: 1 }, { layer: "relu" }, { layer: "dense", units: 3 }]);
    expect(await measureRobustness(single.config, data, reference, single.weights)).toBeNull();
    const linear = await trained([{ layer: "flatten" }, { layer: "dense", units: 3 }]);
    expect(await measureRobustness(linear.config, data, reference, linear.weights)).toBeNull();
    const { config, weights } = await trained(dense);
    const seen: number[] = [];
    const stopped = measureRobustness(config, data, reference, weights, (done, all) => {
      seen.push(all);
      if (done === 3) throw new Error("enough");
    });
    await expect(stopped).rejects.toThrow("enough");
    expect(seen).toEqual([360, 360, 360]);
  });
});

describe("17: hidden units", () => {
  const unitsOf = (layers: readonly LayerSpec[]) =>
    hiddenUnits(buildNet({ name: "net", input: [2, 4, 4], layers })).map(({ kind, count, readers }) => [
      `${count} ${kind}`,
      ...readers.map(({ name }) => name),
    ]);

  test("are those of dense layers, whatever stands between, and the input's features are none", () => {
    const layers: readonly LayerSpec[] = [
      { layer: "conv2d", filters: 4, size: 3 },
      { layer: "flatten" },
      { layer: "dense", units: 6 },
      { layer: "batchNorm" },
      { layer: "relu" },
      { layer: "dropout", kind: "dropConnect" },
      { layer: "dense", units: 5 },
      { layer: "tanh" },
      { layer: "dense", units: 3 },
    ];
    expect(unitsOf(layers)).toEqual([
      ["6 units", "dense2.weight"],
      ["5 units", "dense3.weight"],
    ]);
  });

  test("of a residual block are what it adds up and what is within", () => {
    const block: LayerSpec = {
      layer: "residual",
      layers: [
        { layer: "conv2d", filters: 3, size: 3, padding: 1 },
        { layer: "relu" },
        { layer: "conv2d", filters: 4, size: 3, padding: 1 },
      ],
    };
    expect(unitsOf([{ layer: "conv2d", filters: 4, size: 1 }, block, { layer: "flatten" }, { layer: "dense", units: 2 }])).toEqual([
      ["4 maps", "conv2d2.weight", "dense1.weight"],
      ["3 maps", "conv2d3.weight"],
    ]);
  });
});
