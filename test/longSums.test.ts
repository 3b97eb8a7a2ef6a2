import { expect, test } from "vitest";
import type { Tensor } from "#engine";
import { sgd } from "#optim";
import { devices, reference } from "./devices.ts";
import { prepare } from "./runGraph.ts";
import { tinyTrainer } from "./tinyTrainer.ts";

const others = devices.filter(({ name }) => name !== "reference");

test.each(others)("13.5: batch norm of large maps far from 0 has their mean and deviation ($name)", async ({ device }) => {
  const batch = 256;
  const settings = {
    batch,
    inputs: { x: [1, 32, 32] },
    parameters: { scale: [1], shift: [1] },
    cells: { momentum: 0.1, epsilon: 1e-5 },
    build(graph: never, { x, scale, shift, ...cells }: Readonly<Record<string, Tensor>>) {
      const made = graph as import("#engine").Graph;
      const statistics = { runningMean: made.state("runningMean", [1]), runningVariance: made.state("runningVariance", [1], 1) };
      return made.apply("batchNorm", { x, scale, shift, ...statistics, ...cells } as never, {});
    },
  };
  const x = Float32Array.from({ length: batch * 1024 }, (_, i) => 4000 + ((i * 7919) % 1500) / 1000); // what a large sum rounds away;
  const upstream = x.map((_, i) => 1 + Math.sin(i));
  const values = { x, upstream, scale: [1], shift: [0] };
  const [found, right] = [await prepare(device, settings as never)({ values }), await prepare(reference, settings as never)({ values })];
  for (let i = 0; i < x.length; i += 997) expect(Math.abs((found.output[i] as number) - (right.output[i] as number))).toBeLessThan(1e-3);
  const [shift, expected] = [found, right].map(({ gradients }) => gradients["shift"]?.[0] as number);
  expect(shift).toBeCloseTo(expected as number, 0);
});

test.each(others)("13.5: the penalty of a long row is as exact as that of a short one ($name)", async ({ device }) => {
  const features = 100_001;
  const lossOf = async (on: typeof device, strength: number) => {
    const trainer = tinyTrainer({
      input: [features],
      layers: [{ layer: "dense", units: 3 }],
      images: new Uint8Array(4 * features),
      labels: Uint8Array.of(0, 1, 2, 0),
      batch: 4,
      device: on,
      optimizer: sgd({ learningRate: 1e-9 }),
      methods: { l1: strength, l2: strength },
    });
    for (const parameter of trainer.net.graph.parameters)
      if (parameter.role === "kernel") await trainer.write(parameter, new Float64Array(3 * features).fill(0.01));
    await trainer.train(0, Int32Array.of(0, 1, 2, 3), 1);
    return (await trainer.takeLoss()) / 4;
  };
  const penalty = async (on: typeof device) => (await lossOf(on, 1)) - (await lossOf(on, 0));
  expect((await penalty(device)) / (await penalty(reference))).toBeCloseTo(1, 5);
});

test.each(others)("13.5: the squared error of many classes and examples is exact ($name)", async ({ device }) => {
  const [classes, count] = [256, 2048];
  const lossOn = async (on: typeof device) => {
    const trainer = tinyTrainer({
      input: [1],
      layers: [{ layer: "dense", units: classes }],
      model: { loss: "meanSquaredError" },
      images: new Uint8Array(count),
      labels: Uint8Array.from({ length: count }, (_, n) => n % classes),
      batch: count,
      device: on,
      optimizer: sgd({ learningRate: 1e-9 }),
    });
    for (const parameter of trainer.net.graph.parameters)
      if (parameter.name.endsWith("bias")) await trainer.write(parameter, new Float64Array(classes).fill(0.3));
    await trainer.train(
      0,
      Int32Array.from({ length: count }, (_, n) => n),
      1,
    );
    return (await trainer.takeLoss()) / count;
  };
  expect((await lossOn(device)) / (await lossOn(reference))).toBeCloseTo(1, 5);
});
