import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binaryKinds, dropoutKinds, type Graph, RandomSequence, size, type Tensor, unaryKinds } from "#engine";
import type { OpAttributes, OpName } from "../src/engine/ops/opAttributes.ts";
import { opTable } from "../src/engine/ops/opTable.ts";
import { devices, fusedWidths, reference } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { randomCases } from "./randomCases.ts";
import { type GraphCase, prepare } from "./runGraph.ts";

interface Draw {
  batch: number;
  channels: number;
  filters: number;
  height: number;
  width: number;
  window: number;
  stride: number;
  padding: number;
}
type MakeCase = (draw: Draw) => Omit<GraphCase, "batch">;

const image = ({ channels, height, width }: Draw) => [channels, height, width];
const flat = ({ channels, height, width }: Draw) => [channels * height + width];

/** x² + sigmoid(x²), at least 0.5; two inputs of one op, and two ops, read the same value. */
function awayFromZero(graph: Graph, x: Tensor): Tensor {
  const square = graph.apply("binary", { a: x, b: x }, { kind: "multiply" });
  const half = graph.apply("scale", { x: graph.apply("unary", { x: square }, { kind: "sigmoid" }), factor: graph.cell("half", 1) }, {});
  return graph.apply("binary", { a: square, b: half }, { kind: "add" });
}

const batchNormCase = (shape: number[]): ReturnType<MakeCase> => ({
  inputs: { x: shape },
  parameters: { scale: shape.slice(0, 1), shift: shape.slice(0, 1) },
  cells: { momentum: 0.1, epsilon: 1e-2 },
  build(graph, { x, scale, shift, momentum, epsilon }) {
    const statistics = {
      runningMean: graph.state("runningMean", shape.slice(0, 1)),
      runningVariance: graph.state("runningVariance", shape.slice(0, 1), 1),
    };
    return graph.apply("batchNorm", { x, scale, shift, ...statistics, momentum, epsilon } as never, {});
  },
});

const dropoutCase = (draw: Draw, shape: number[], attributes: Omit<OpAttributes["dropout"], "layer">): ReturnType<MakeCase> => ({
  inputs: { x: shape },
  cells: { rate: 0.4 },
  build: (graph, { x, rate }) => graph.apply("dropout", { x, rate } as never, { layer: draw.filters, ...attributes }),
});

/** A graph for each op, or where else its gradient is checked. An op without an entry does not compile. */
const cases: { readonly [K in OpName]: MakeCase | readonly (readonly [string, MakeCase])[] | string } = {
  gather: "reads bytes of the data set, which have no gradient",
  gatherLabels: "reads bytes of the data set, which have no gradient",
  softmaxCrossEntropy: "ends the graph: test/losses.golden.test.ts checks it",
  meanSquaredError: "ends the graph: test/losses.golden.test.ts checks it",
  oneHot: "reads labels, which have no gradient",
  conv2d: (draw) => ({
    inputs: { x: image(draw) },
    parameters: { weight: [draw.filters, draw.channels, draw.window, draw.window], bias: [draw.filters] },
    build(graph, { x, weight, bias }) {
      const padded = draw.padding ? graph.apply("pad2d", { x } as never, { padding: draw.padding }) : x;
      return graph.apply("conv2d", { x: padded, weight, bias } as never, { filters: draw.filters, size: draw.window, stride: draw.stride });
    },
  }),
  pad2d: (draw) => ({
    inputs: { x: image(draw) },
    build: (graph, { x }) => graph.apply("pad2d", { x } as never, { padding: draw.padding }),
  }),
  dense: (draw) => ({
    inputs: { x: flat(draw) },
    parameters: { weight: [draw.filters, ...flat(draw)], bias: [draw.filters] },
    build: (graph, { x, weight, bias }) => graph.apply("dense", { x, weight, bias } as never, { outputs: draw.filters }),
  }),
  unary: unaryKinds.map((kind) => [
    kind,
    (draw) => ({
      inputs: { x: flat(draw) },
      build(graph, { x }) {
        // roots, logarithms and reciprocals get squares, away from zero
        const domain = ["squareRoot", "logarithm", "reciprocal"].includes(kind) ? awayFromZero(graph, x as Tensor) : (x as Tensor);
        return graph.apply("unary", { x: domain }, { kind });
      },
    }),
  ]),
  binary: binaryKinds.map((kind) => [
    kind,
    (draw) => ({
      inputs: { a: flat(draw), b: flat(draw) },
      build: (graph, { a, b }) =>
        graph.apply("binary", { a: a as Tensor, b: kind === "divide" ? awayFromZero(graph, b as Tensor) : (b as Tensor) }, { kind }),
    }),
  ]),
  scale: (draw) => ({
    inputs: { x: flat(draw) },
    cells: { factor: -1.75 },
    build: (graph, { x, factor }) => graph.apply("scale", { x, factor } as never, {}),
  }),
  shift: (draw) => ({
    inputs: { x: flat(draw) },
    cells: { amount: 0.75 },
    build: (graph, { x, amount }) => graph.apply("shift", { x, amount } as never, {}),
  }),
  sum: [
    ["for each example", (draw) => ({ inputs: { x: image(draw) }, build: (graph, { x }) => graph.apply("sum", { x } as never, {}) })],
    ["of a parameter", (draw) => ({ parameters: { w: image(draw) }, build: (graph, { w }) => graph.apply("sum", { x: w } as never, {}) })],
  ],
  batchMean: [
    ["of units", (draw) => ({ inputs: { x: flat(draw) }, build: (graph, { x }) => graph.apply("batchMean", { x } as never, {}) })],
    [
      "within a penalty",
      (draw) => ({
        inputs: { x: flat(draw) },
        build: (graph, { x }) => graph.apply("sum", { x: awayFromZero(graph, graph.apply("batchMean", { x } as never, {})) }, {}),
      }),
    ],
  ],
  addToLoss: "ends the graph: test/ownRegularizer.test.ts checks it",
  relu: (draw) => ({ inputs: { x: flat(draw) }, build: (graph, { x }) => graph.apply("relu", { x } as never, {}) }),
  maxPool2d: (draw) => ({
    inputs: { x: image(draw) },
    build: (graph, { x }) => graph.apply("maxPool2d", { x } as never, { size: draw.window, stride: draw.stride }),
  }),
  averagePool2d: (draw) => ({
    inputs: { x: image(draw) },
    build: (graph, { x }) => graph.apply("averagePool2d", { x } as never, { size: draw.window, stride: draw.stride }),
  }),
  batchNorm: [
    ["of units", (draw) => batchNormCase(flat(draw))],
    ["of feature maps", (draw) => batchNormCase(image(draw))],
  ],
  dropout: [
    ...dropoutKinds.map((kind): [string, MakeCase] => [kind, (draw) => dropoutCase(draw, flat(draw), { kind })]),
    ["of feature maps", (draw) => dropoutCase(draw, image(draw), { perMap: true })],
    [
      "of weights",
      (draw) => ({
        inputs: { x: flat(draw) },
        parameters: { weight: [draw.filters, ...flat(draw)], bias: [draw.filters] },
        cells: { rate: 0.4 },
        build(graph, { x, weight, bias, rate }) {
          const dropped = graph.apply("dropout", { x: weight, rate } as never, { layer: 2 });
          return graph.apply("dense", { x, weight: dropped, bias } as never, { outputs: draw.filters });
        },
      }),
    ],
  ],
  flatten: (draw) => ({
    inputs: { x: image(draw) },
    parameters: { weight: [2, size(image(draw))], bias: [2] },
    build: (graph, { x, weight, bias }) =>
      graph.apply("dense", { x: graph.apply("flatten", { x } as never, {}), weight, bias } as never, { outputs: 2 }),
  }),
  reluDropout: (draw) => ({
    inputs: { x: flat(draw) },
    cells: { rate: 0.3 },
    build: (graph, { x, rate }) => graph.apply("dropout", { x: graph.apply("relu", { x } as never, {}), rate } as never, { layer: 3 }),
  }),
  reluPoolDropout: (draw) => ({
    inputs: { x: image(draw) },
    cells: { rate: 0.3 },
    build(graph, { x, rate }) {
      const pooled = graph.apply("maxPool2d", { x: graph.apply("relu", { x } as never, {}) }, { size: draw.window, stride: draw.window });
      return graph.apply("dropout", { x: pooled, rate } as never, { layer: 4 });
    },
  }),
};
const checked = Object.entries(cases).flatMap(([op, made]): (readonly [string, MakeCase])[] => {
  if (typeof made === "string") return [];
  return typeof made === "function" ? [[op, made]] : made.map(([name, make]) => [`${op} ${name}`, make]);
});

const draws: fc.Arbitrary<Draw> = fc.record({
  batch: fc.constantFrom(1, 17, 100, 113),
  channels: fc.integer({ min: 1, max: 5 }),
  filters: fc.integer({ min: 1, max: 9 }),
  height: fc.integer({ min: 3, max: 9 }),
  width: fc.integer({ min: 3, max: 9 }),
  window: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.integer({ min: 0, max: 2 }),
});

/** Normal-like numbers, rounded to float32 so that every device starts from the same. */
function numbers(length: number, seed: number): Float64Array {
  const random = new RandomSequence(seed, "noise");
  return Float64Array.from({ length }, () => Math.fround(random.uniform() + random.uniform() + random.uniform() - 1.5));
}

/** Values for all tensors of a case, and the upstream gradient. */
function valuesFor({ inputs = {}, parameters = {} }: Omit<GraphCase, "batch">, batch: number, outputLength: number) {
  const values: Record<string, Float64Array> = { upstream: numbers(outputLength, 99) };
  for (const [i, [name, shape]] of Object.entries(inputs).entries()) values[name] = numbers(batch * size(shape), i + 1);
  for (const [i, [name, shape]] of Object.entries(parameters).entries()) values[name] = numbers(size(shape), i + 11);
  return values;
}

const outputLength = async (make: Omit<GraphCase, "batch">, batch: number) =>
  (await prepare(reference, { ...make, batch })({ values: {}, mode: "train" })).output.length;

describe.each(checked)("the gradient of %s", (op, makeCase) => {
  test("equals central differences in float64", async () => {
    await fc.assert(
      fc.asyncProperty(draws, async (draw) => {
        const make = makeCase(draw);
        const run = prepare(reference, { ...make, batch: draw.batch });
        const values = valuesFor(make, draw.batch, await outputLength(make, draw.batch));
        const { gradients } = await run({ values });
        const objective = async (changed: Record<string, Float64Array>) =>
          (await run({ values: changed })).output.reduce((sum, y, i) => sum + y * (values["upstream"]?.[i] as number), 0);
        for (const [name, gradient] of Object.entries(gradients)) {
          const random = new RandomSequence(3, "noise");
          for (let sample = 0; sample < 4; sample++) {
            const i = random.below(gradient.length);
            const moved = (await inOrder([1e-5, -1e-5], (h) => {
              const value = Float64Array.from(values[name] as Float64Array);
              (value[i] as number) += h;
              return objective({ ...values, [name]: value });
            })) as [number, number];
            const difference = (moved[0] - moved[1]) / 2e-5;
            expect(Math.abs(difference - (gradient[i] as number)), `${op}: ${name}[${i}]`).toBeLessThan(
              1e-6 * Math.max(1, Math.abs(difference)),
            );
          }
        }
      }),
      { numRuns: randomCases(5), seed: 1 },
    );
  });

  test.each(devices.filter(({ device }) => device !== reference))(
    "and its output are those of the reference on $name, to 2e-5 of the largest",
    async ({ device }) => {
      await fc.assert(
        fc.asyncProperty(draws, async (draw) => {
          const make = makeCase(draw);
          const values = valuesFor(make, draw.batch, await outputLength(make, draw.batch));
          const expected = await prepare(reference, { ...make, batch: draw.batch })({ values });
          const found = await prepare(device, { ...make, batch: draw.batch })({ values });
          expectClose(found.output, largest(expected.output), expected.output);
          for (const [name, gradient] of Object.entries(expected.gradients)) {
            const most = Math.max(largest(gradient), gradient.length < fewEntries ? await usual(name, make, draw.batch, values) : 0);
            expectClose(found.gradients[name] as Float64Array, most, gradient);
          }
        }),
        { numRuns: randomCases(12), seed: 2 },
      );
    },
  );

  test("is the same to the last bit on every width with fused multiply-adds", async () => {
    await fc.assert(
      fc.asyncProperty(draws, async (draw) => {
        const make = makeCase(draw);
        const values = valuesFor(make, draw.batch, await outputLength(make, draw.batch));
        const [first, ...others] = await inOrder(fusedWidths, (device) => prepare(device, { ...make, batch: draw.batch })({ values }));
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: randomCases(12), seed: 3 },
    );
  });
});

const largest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);

/** The fewest entries among which one is sure not to be a sum whose terms cancel. */
const fewEntries = 4;

/**
 * How large the gradient of `name` is for upstream gradients of the same sizes and other signs. A gradient of one entry is one sum, here of
 * up to 9,000 terms, and by luck of the signs its terms may cancel: what rounding leaves is then large beside it, and small beside this.
 */
async function usual(name: string, make: Omit<GraphCase, "batch">, batch: number, values: Record<string, Float64Array>): Promise<number> {
  const sizes = await inOrder([1, 2, 3], async (seed) => {
    const random = new RandomSequence(seed, "noise");
    const upstream = (values["upstream"] as Float64Array).map((value) => (random.uniform() < 0.5 ? -value : value));
    const { gradients } = await prepare(reference, { ...make, batch })({ values: { ...values, upstream } });
    return largest(gradients[name] as Float64Array);
  });
  return Math.max(...sizes);
}

function expectClose(found: Float64Array, most: number, expected: Float64Array): void {
  const error = expected.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (found[i] as number))), 0);
  expect(error).toBeLessThanOrEqual(2e-5 * most);
}

test("every op has a case or a reason", () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(opTable).sort());
});
