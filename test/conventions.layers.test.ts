import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { loadDataset } from "#data/files";
import { type Cell, Graph, type Tensor, type UnaryKind } from "#engine";
import { buildNet, lenet } from "#nn";
import { ExampleOrder, predictedClass } from "#train";
import { glorotUniform, heNormal } from "../src/nn/initializers.ts";
import { calibrationOf } from "../src/train/calibration.ts";
import { describeSection } from "./conventionRows.ts";
import { reference } from "./devices.ts";
import { prepare } from "./runGraph.ts";
import { everyExample, tinyTrainer } from "./tinyTrainer.ts";

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** What one op gives for examples, each a list of numbers of this shape, and the gradient of its input for an upstream of ones. */
async function through(shape: readonly number[], apply: (graph: Graph, x: Tensor) => Tensor, ...examples: readonly (readonly number[])[]) {
  const run = prepare(reference, { batch: examples.length, inputs: { x: shape }, build: (graph, { x }) => apply(graph, x as Tensor) });
  const { output } = await run({ values: { x: examples.flat() }, mode: "evaluate" });
  const { gradients: found } = await run({ values: { x: examples.flat(), upstream: output.map(() => 1) } });
  return { output: [...output], gradient: [...(found["x"] as Float64Array)] };
}
const activation = async (kind: UnaryKind, x: number) =>
  (await through([1], (graph, tensor) => graph.apply("unary", { x: tensor }, { kind }), [x])).output[0] as number;

describeSection("Layers", ["dropout on the input", "Gaussian dropout", "spatial dropout", "convolution", "flatten"], (row) => {
  const three = [1, 2, 6]; // mean 3, squared deviations 14
  /** Batch norm of one feature with these settings, after one training step on the three. */
  async function batchNorm(momentum: number, small: number) {
    const run = prepare(reference, {
      batch: 3,
      inputs: { x: [1] },
      parameters: { scale: [1], shift: [1] },
      cells: { momentum, epsilon: small },
      build(graph, { x, scale, shift, ...cells }) {
        const statistics = { runningMean: graph.state("runningMean", [1]), runningVariance: graph.state("runningVariance", [1], 1) };
        return graph.apply("batchNorm", { x, scale, shift, ...statistics, ...cells } as never, {});
      },
    });
    const { output, states } = await run({ values: { x: three, scale: [1], shift: [0], upstream: [0, 0, 0] } });
    return { first: output[0], mean: states["runningMean"]?.[0], variance: states["runningVariance"]?.[0] };
  }
  const { cells } = buildNet({ name: "one", input: [3], layers: [{ layer: "batchNorm" }] }).graph;
  const byDefault = (name: string) => cells.find((cell) => cell.name === `batchNorm1.${name}`)?.initial as number;
  row("batch norm's epsilon", async () => {
    expect(byDefault("epsilon")).toBe(1e-5);
    expect((await batchNorm(0.1, 0.1)).first).toBeCloseTo(-2 / Math.sqrt(14 / 3 + 0.1), 10);
  });
  row("batch norm's momentum", async () => {
    expect(byDefault("momentum")).toBe(0.1);
    expect((await batchNorm(0.1, 0.1)).mean).toBeCloseTo(0.9 * 0 + 0.1 * 3, 10);
  });
  row("batch norm's divisor", async () => expect((await batchNorm(0.1, 0.1)).variance).toBeCloseTo(0.9 * 1 + (0.1 * 14) / 2, 10));
  row("leaky ReLU's slope", async () => expect(await activation("leakyRelu", -1)).toBeCloseTo(-0.01, 12));
  row("ELU's alpha", async () => expect(await activation("elu", -1)).toBeCloseTo(Math.exp(-1) - 1, 12));
  row("GELU", async () => expect(await activation("gelu", 1)).toBeCloseTo(0.8413447460685429, 7)); // Φ(1); the tanh form gives 0.8411920
  row("softplus", async () => expect((await activation("softplus", 21)) - 21).toBeCloseTo(Math.exp(-21), 14));
  row("ReLU's slope at 0", async () =>
    expect((await through([3], (graph, x) => graph.apply("relu", { x }, {}), [-1, 0, 1])).gradient).toEqual([0, 0, 1]),
  );
  row("dropout", async () => {
    const run = prepare(reference, {
      batch: 1,
      inputs: { x: [20000] },
      cells: { rate: 0.3 },
      build: (graph, { x, rate }) => graph.apply("dropout", { x, rate } as never, { layer: 1, kind: "inverted", perMap: false }),
    });
    const { output } = await run({ values: { x: Array(20000).fill(1), upstream: Array(20000).fill(0) } });
    const steps = Math.round(0.3 * 65536);
    expect(new Set(output)).toEqual(new Set([0, 65536 / (65536 - steps)]));
    // the share that is dropped, within five standard errors
    expect(Math.abs(output.filter((value) => value === 0).length / 20000 - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / 20000));
  });
  const pool = (graph: Graph, x: Tensor) => graph.apply("maxPool2d", { x }, { size: 2, stride: 2 });
  row("max-pool", async () => {
    expect(await through([1, 2, 2], pool, [1, 1, 1, 1])).toEqual({ output: [1], gradient: [1, 0, 0, 0] });
    expect((await through([1, 2, 2], pool, [1, 2, Number.NaN, 3])).output).toEqual([Number.NaN]);
    expect((await through([1, 5, 5], pool, Array(25).fill(0))).output).toHaveLength(4);
  });
  row("average pool", async () => {
    const average = (graph: Graph, x: Tensor) => graph.apply("averagePool2d", { x }, { size: 2, stride: 2 });
    expect((await through([1, 3, 3], average, [1, 2, 9, 3, 4, 9, 9, 9, 9])).output).toEqual([2.5]);
  });
});

describeSection("Initial values", ["default of kernels", "batch norm"], (row) => {
  const kernel = (fanIn: number, fanOut: number) => new Graph().parameter("w", [fanOut, fanIn], "kernel", fanIn, fanOut);
  const largest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const { graph, initialValues } = buildNet(lenet({ input: [1, 28, 28], classes: 10 }));
  row("fans", () => {
    const convolution = graph.parameters.find(({ name }) => name === "conv2d2.weight");
    expect([convolution?.fanIn, convolution?.fanOut]).toEqual([6 * 25, 16 * 25]);
  });
  row("Glorot uniform", () => {
    const bound = Math.sqrt(6 / 600);
    const most = largest(glorotUniform(kernel(200, 400), 1, 0));
    expect(most).toBeLessThanOrEqual(bound);
    expect(most).toBeGreaterThan(0.999 * bound);
  });
  row("Glorot and He normal", () => {
    const values = heNormal(kernel(200, 400), 1, 0);
    const deviation = Math.sqrt(sum([...values].map((value) => value ** 2)) / values.length);
    expect(deviation / Math.sqrt(2 / 200)).toBeCloseTo(1, 2);
    expect(largest(values) / deviation).toBeGreaterThan(3); // not truncated
  });
  row("biases", () => {
    for (const [index, one] of graph.parameters.entries()) if (one.role === "bias") expect(largest(initialValues(one, 1, index))).toBe(0);
  });
});

describeSection("Losses, training and evaluation", ["early stopping"], (row) => {
  /** A loss of outputs, [example][class]; the label of every example is 0. */
  async function lossOf(
    op: "softmaxCrossEntropy" | "meanSquaredError",
    outputs: readonly (readonly number[])[],
    smoothing = 0,
  ): Promise<number> {
    const classes = outputs[0]?.length as number;
    const run = prepare(reference, {
      batch: outputs.length,
      inputs: { x: [classes] },
      cells: { smoothing },
      build(graph, tensors) {
        const [x, losses] = [tensors["x"] as Tensor, graph.state("losses", [3])];
        if (op === "softmaxCrossEntropy")
          graph.apply(op, { logits: x, labels: graph.labels(), losses, smoothing: tensors["smoothing"] as Cell }, {});
        else graph.apply(op, { x, target: graph.apply("oneHot", { labels: graph.labels() }, { classes }), losses }, {});
        return graph.apply("relu", { x }, {});
      },
    });
    return (await run({ values: { x: outputs.flat(), upstream: outputs.flat().map(() => 0) } })).states["losses"]?.[0] as number;
  }
  const logits = [1, 2, 0];
  const logP = logits.map((logit) => logit - Math.log(sum(logits.map(Math.exp))));
  const p = (c: number) => logP[c] as number;
  row("cross-entropy", async () => expect(await lossOf("softmaxCrossEntropy", [logits, [2, 1, 0]])).toBeCloseTo(-(p(0) + p(1)) / 2, 10));
  row("label smoothing", async () => {
    const expected = -(0.9 * p(0) + (0.1 / 3) * sum(logP));
    expect(await lossOf("softmaxCrossEntropy", [logits], 0.1)).toBeCloseTo(expected, 10);
  });
  row("cross-entropy of −∞", async () => expect(await lossOf("softmaxCrossEntropy", [[0, Number.NEGATIVE_INFINITY]])).toBe(0));
  row("squared error", async () =>
    expect(
      await lossOf("meanSquaredError", [
        [1, 2],
        [3, 4],
      ]),
    ).toBeCloseTo((0 + 4 + 4 + 16) / 4, 10),
  );
  row("highest logit", () => {
    expect(predictedClass(Float64Array.of(1, 2, 2))).toBe(1);
    expect(predictedClass(Float64Array.of(1, Number.NaN, 0))).toBe(-1);
  });
  row("what `evaluate` leaves out", async () => {
    const methods = { dropout: 0.5, l2: 1, labelSmoothing: 0.3 };
    expect((await tinyTrainer({ methods }).evaluate(0, everyExample)).loss).toBe((await tinyTrainer().evaluate(0, everyExample)).loss);
  });
  row("standardized tables", () => {
    const folder = mkdtempSync(join(tmpdir(), "droplab-"));
    const file = join(folder, "table.csv");
    writeFileSync(file, Array.from({ length: 60 }, (_, i) => `${(i * i) % 61}.5,${["a", "b"][i % 2]}\n`).join(""));
    const { train, heldOut } = loadDataset(file, {});
    rmSync(folder, { recursive: true });
    const trained = [...train.images.subarray(heldOut * train.features)];
    expect(sum(trained) / trained.length).toBeCloseTo(0, 6);
    expect(sum(trained.map((value) => value ** 2)) / trained.length).toBeCloseTo(1, 6); // divisor n
  });
  row("epochs", () => {
    const order = new ExampleOrder(2, 5, 1);
    const taken = [...order.take(0, 10)];
    for (const epoch of [taken.slice(0, 5), taken.slice(5)]) expect(epoch.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6]);
    expect([...order.take(3, 4)]).toEqual(taken.slice(3, 7)); // a batch over the end of an epoch is whole
  });
  row("calibration error", () => {
    // confidences 0.6 (right), 0.6 (wrong) and 0.9 (right), in bins 9 and 14 of 15: (|1 − 1.2| + |1 − 0.9|) / 3
    const { bins, expectedCalibrationError } = calibrationOf(
      Float64Array.of(0.6, 0.4, 0.4, 0.6, 0.9, 0.1).map(Math.log),
      2,
      (i) => [0, 0, 0][i] as number,
    );
    expect(bins).toBe(15);
    expect(expectedCalibrationError).toBeCloseTo(0.1, 12);
  });
});
