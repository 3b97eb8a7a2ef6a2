import { describe, expect, test } from "vitest";
import type { Numbers } from "#engine";
import { compile, layOut, type Parameter, size, type Tensor } from "#engine";
import { buildNet, type LayerSpec } from "#nn";
import { adam, type MakeOptimizer, sgd } from "#optim";
import type { Trainer } from "#train";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { type Options, ways } from "./methodExamples.ts";
import { parameter, tinyTrainer, train } from "./tinyTrainer.ts";

/** Kernels of sizes that are no multiples of 16, one of more rows than a tile of the update has. */
const layers: readonly LayerSpec[] = [
  { layer: "dropout", rate: "input" },
  { layer: "conv2d", filters: 5, size: 2 },
  { layer: "relu" },
  { layer: "flatten" },
  { layer: "dropout" },
  { layer: "dense", units: 290 },
  { layer: "relu" },
  { layer: "dropout" },
  { layer: "dense", units: 3 },
];
const optimizers: Readonly<Record<string, MakeOptimizer>> = {
  adam: adam({ learningRate: 0.05 }),
  "sgd with momentum": sgd({ learningRate: 0.5, momentum: 0.9 }),
};

const norm = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
const kernels = ({ net }: Trainer) => net.graph.parameters.filter(({ role }) => role === "kernel");

async function* rowsOf(trainer: Trainer, kernel: Parameter): AsyncGenerator<Numbers> {
  const values = await trainer.read(kernel);
  const units = kernel.shape[0] as number;
  const length = values.length / units;
  for (let unit = 0; unit < units; unit++) yield values.subarray(unit * length, (unit + 1) * length);
}

/** Trains step by step and looks after each. */
async function eachStep(trainer: Trainer, steps: number, look: () => Promise<void>): Promise<void> {
  for (let step = 1; step <= steps; step++) {
    await train(trainer, 1, step);
    await look();
  }
}

describe.each(devices)("on $name", ({ device, name }) => {
  const start = (methods: Options, optimizer?: MakeOptimizer) => tinyTrainer({ layers, methods, device, ...(optimizer && { optimizer }) });

  describe.each(Object.entries(optimizers))("after every step of %s", (_, optimizer) => {
    test("max-norm: the norm of each unit's incoming weights is at most c, and some lie on the sphere", async () => {
      const limit = 0.6;
      const trainer = start({ maxNorm: limit, dropout: 0.4 }, optimizer);
      let touched = 0;
      await eachStep(trainer, 12, async () => {
        for (const kernel of kernels(trainer))
          for await (const row of rowsOf(trainer, kernel)) {
            expect(norm(row)).toBeLessThanOrEqual(limit * (1 + 1e-6));
            if (norm(row) > limit * (1 - 1e-6)) touched++;
          }
      });
      expect(touched).toBeGreaterThan(20);
    });

    test("max-norm of kernels: the Frobenius norm of each is at most c, and some lie on the sphere", async () => {
      const limit = 1.5;
      const trainer = start({ maxNorm: limit, maxNormScope: "kernel" }, optimizer);
      let touched = 0;
      await eachStep(trainer, 12, async () => {
        for (const kernel of kernels(trainer)) {
          const length = norm(await trainer.read(kernel));
          expect(length).toBeLessThanOrEqual(limit * (1 + 1e-6));
          if (length > limit * (1 - 1e-6)) touched++;
        }
      });
      expect(touched).toBeGreaterThan(5);
    });

    test("soft weight sharing: deviations fall to their floor where all weights lie on one point, and no further", async () => {
      const trainer = start({ softSharing: 0.001, softSharingComponents: 4 }, optimizer);
      for (const kernel of kernels(trainer)) await trainer.write(kernel, new Float64Array(size(kernel.shape)));
      await trainer.write(parameter(trainer, "mixture.mean"), [0, 0, 0, 0]);
      await trainer.write(parameter(trainer, "mixture.logSigma"), new Float64Array(4).fill(Math.log(0.0012)));
      let least = Number.POSITIVE_INFINITY;
      await eachStep(trainer, 12, async () => {
        const deviations = (await trainer.read(parameter(trainer, "mixture.logSigma"))).map(Math.exp);
        least = Math.min(...deviations);
        expect(least).toBeGreaterThanOrEqual(1e-3 * (1 - 2e-6));
      });
      expect(least).toBeLessThan(1e-3 * (1 + 2e-6));
    });
  });

  const penalties: Options[] = [
    {},
    { l1: 0.02, l2: 0.05 },
    { softSharing: 0.01 },
    { activitySparsity: 0.3 },
    { dropout: 0.4, dropoutKind: "dropConnect" },
  ];
  test.each(penalties)("gradient clipping with %j: the gradient keeps its direction and is no longer than c", async (others) => {
    const limit = 0.3;
    const [free, clipped] = [start(others, sgd({ learningRate: 0 })), start({ ...others, gradientClip: limit }, sgd({ learningRate: 0 }))];
    const tolerance = name === "reference" ? 1e-12 : 1e-6;
    let shortened = 0;
    for (let step = 1; step <= 4; step++) {
      await train(free, 1, step);
      await train(clipped, 1, step);
      const [whole, short] = [await gradientOf(free), await gradientOf(clipped)];
      const factor = Math.min(1, limit / norm(whole));
      if (factor < 1) shortened++;
      expect(norm(short)).toBeLessThanOrEqual(limit * (1 + 1e-6));
      expect(Math.max(...short.map((value, i) => Math.abs(value - factor * (whole[i] as number))))).toBeLessThan(tolerance);
    }
    expect(shortened).toBe(4);
  });

  test("gradient clipping leaves a shorter gradient as it is, to the last bit", async () => {
    const [free, clipped] = [start({ l2: 0.01 }), start({ l2: 0.01, gradientClip: 1000 })];
    for (const trainer of [free, clipped]) await train(trainer, 5);
    for (const { name: each } of free.net.graph.parameters)
      expect(await clipped.read(parameter(clipped, each))).toEqual(await free.read(parameter(free, each)));
  });

  test.each(ways)("$title: what pads parameters and gradients is zero", async ({ options }) => {
    const trainer = start(options);
    await train(trainer, 3);
    const { buffers, gradients } = trainer.memory.layout;
    for (const each of trainer.net.graph.parameters)
      for (const buffer of [buffers.get(each), gradients.get(each)])
        for (const value of (await (await trainer.session).read(buffer?.offset as number, buffer?.length as number)).subarray(
          size(each.shape),
        ))
          expect(Math.abs(value)).toBe(0);
  });

  test("a penalty composed of ops leaves zeros behind the gradient of the weights", async () => {
    const net = buildNet({
      name: "one",
      input: [7],
      layers: [{ layer: "dense", units: 40 }, { layer: "relu" }, { layer: "dense", units: 3 }],
    });
    const { graph } = net;
    const kernel = graph.parameters[2] as Tensor; // 120 weights, 128 places
    const square = graph.apply("unary", { x: kernel }, { kind: "square" });
    graph.apply("addToLoss", { x: graph.apply("sum", { x: square }, {}), strength: graph.cell("strength", 0.5), losses: net.losses }, {});
    const memory = layOut(graph, { feed: [], slots: [], batch: 20 });
    const { program, cells } = compile(graph, memory, { mode: "train", batch: 20 });
    const examples = { images: Uint8Array.from({ length: 140 }, (_, i) => i), labels: new Uint8Array(20), features: 7, count: 20 };
    const session = await device.open(cells, [examples]);
    for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
    await session.write(memory.end, new Float64Array(cells - memory.end).fill(3)); // what other numbers have left
    const indices = Int32Array.from({ length: 20 }, (_, i) => i);
    await session.run(program, { examples: 0, indices, seed: 1, iteration: 1, feed: new Float64Array(0) });
    const { offset = 0, length } = memory.layout.gradients.get(kernel) as { offset?: number; length: number };
    const padding = (await session.read(offset, length)).subarray(size(kernel.shape));
    expect(padding).toHaveLength(8);
    expect(padding.every((value) => value === 0)).toBe(true);
  });

  test("label smoothing leaves no gradient where the prediction is the smoothed target", async () => {
    const share = 0.3;
    const trainer = tinyTrainer({
      device,
      methods: { labelSmoothing: share },
      labels: new Uint8Array(60),
      optimizer: sgd({ learningRate: 0 }),
    });
    for (const each of trainer.net.graph.parameters) await trainer.write(each, new Float64Array(size(each.shape)));
    const target = [1 - share + share / 3, share / 3, share / 3];
    await trainer.write(parameter(trainer, "dense2.bias"), target.map(Math.log));
    await train(trainer, 1);
    expect(norm(await gradientOf(trainer))).toBeLessThan(name === "reference" ? 1e-14 : 1e-6);
    // and the loss is the entropy of the target
    expect(await trainer.lastLoss()).toBeCloseTo(-target.reduce((sum, p) => sum + p * Math.log(p), 0), 6);
  });
});

/** The gradients of all parameters, one after the other. */
async function gradientOf(trainer: Trainer): Promise<number[]> {
  const session = await trainer.session;
  const gradients = await inOrder(trainer.net.graph.parameters, async (each) => {
    const at = trainer.memory.layout.gradients.get(each)?.offset as number;
    return [...(await session.read(at, size(each.shape)))];
  });
  return gradients.flat();
}
