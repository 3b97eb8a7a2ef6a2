import { describe, expect, test } from "vitest";
import { compile, Graph, layOut, RandomSequence, type Tensor } from "#engine";
import { type ImageDataset, Learner, mlp, type Penalty } from "../src/library/index.ts";
import { devices } from "./devices.ts";
import { inOrder } from "./inOrder.ts";

const [BATCH, INPUTS, CLASSES] = [5, 7, 3];

const examples = (count: number) => ({
  images: Uint8Array.from({ length: 4 * count }, (_, i) => (i * 7919) % 256),
  labels: Uint8Array.from({ length: count }, (_, n) => n % 2),
  features: 4,
  count,
});
const twoClasses: ImageDataset = {
  name: "two",
  classes: 2,
  shape: [4],
  scale: 1 / 255,
  train: examples(60),
  test: examples(20),
  heldOut: 10,
};

/** A penalty that droplab does not have, Σ w² / (1 + w²) (Weigend et al. 1991), composed of the engine's ops. */
function weightElimination(graph: Graph, weight: Tensor): Tensor {
  const square = graph.apply("unary", { x: weight }, { kind: "square" });
  const one = graph.apply("binary", { a: square, b: square }, { kind: "divide" });
  const below = graph.apply("binary", { a: one, b: square }, { kind: "add" });
  return graph.apply("sum", { x: graph.apply("binary", { a: square, b: below }, { kind: "divide" }) }, {});
}

describe.each(devices)("a regularizer of one's own on $name", ({ device, name }) => {
  test("adds to the loss, and to the gradient of the weights that a layer uses as well", async () => {
    const graph = new Graph();
    const x = graph.input("x", [INPUTS]);
    const weight = graph.parameter("w", [CLASSES, INPUTS], "kernel", INPUTS, CLASSES);
    const bias = graph.parameter("b", [CLASSES], "bias", INPUTS, CLASSES);
    const logits = graph.apply("dense", { x, weight, bias }, { outputs: CLASSES });
    const losses = graph.state("losses", [3]);
    graph.apply("softmaxCrossEntropy", { logits, labels: graph.labels(), losses }, {});
    const strength = graph.cell("strength", 0.3);
    graph.apply("addToLoss", { x: weightElimination(graph, weight), strength, losses }, {});

    const memory = layOut(graph, { feed: [], slots: [], batch: BATCH });
    const { program, cells } = compile(graph, memory, { mode: "train", batch: BATCH });
    const labels = Uint8Array.of(0, 2, 1, 1, 0);
    const session = await device.open(cells, [{ images: new Uint8Array(BATCH), labels, features: 1, count: BATCH }]);
    const at = (tensor: Tensor) => memory.layout.buffers.get(tensor)?.offset as number;
    const random = new RandomSequence(1, "noise");
    const numbers = (length: number) => Float64Array.from({ length }, () => Math.fround(2 * random.uniform() - 1));
    const w = numbers(CLASSES * INPUTS);
    await session.write(at(x), numbers(INPUTS * 16));
    const run = async (weights: Float64Array, factor = 0.3) => {
      for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell === strength ? factor : cell.initial]);
      await session.write(at(weight), weights);
      await session.run(program, { examples: 0, indices: Int32Array.of(0, 1, 2, 3, 4), seed: 1, iteration: 1, feed: new Float64Array(0) });
      const gradient = await session.read(memory.layout.gradients.get(weight)?.offset as number, w.length);
      return { loss: (await session.read(at(losses), 1))[0] as number, gradient };
    };

    const [on, off] = [await run(w), await run(w, 0)];
    const tolerance = name === "reference" ? 1e-12 : 1e-5;
    const penalty = w.reduce((sum, value) => sum + value ** 2 / (1 + value ** 2), 0);
    expect(Math.abs(on.loss - off.loss - 0.3 * penalty)).toBeLessThan(tolerance * 10);
    for (const [i, value] of w.entries()) {
      const slope = (0.3 * 2 * value) / (1 + value ** 2) ** 2;
      expect(Math.abs((on.gradient[i] as number) - (off.gradient[i] as number) - slope)).toBeLessThan(tolerance);
    }
    if (name !== "reference") return;
    for (const i of [0, 5, 20]) {
      const [up, down] = (await inOrder(
        [1e-5, -1e-5],
        async (h) => (await run(w.map((value, k) => (k === i ? value + h : value)))).loss,
      )) as [number, number];
      expect(Math.abs((up - down) / 2e-5 - (on.gradient[i] as number))).toBeLessThan(1e-8);
    }
  });
});

test("13.15: what a penalty composes and does not use is left out", async () => {
  const learner = async (of: Penalty["of"]) => {
    const one = new Learner({ model: mlp([4]), data: twoClasses, batch: 10, penalties: [{ name: "own", strength: 0.1, of }] });
    await one.train(5);
    return one.weights();
  };
  const used: Penalty["of"] = (w, ops) => ops.sum(ops.square(w));
  const unused: Penalty["of"] = (w, ops) => {
    ops.tanh(ops.absolute(w));
    ops.add(ops.sum(w), ops.sum(ops.square(w)));
    return ops.sum(ops.square(w));
  };
  expect(await learner(unused)).toEqual(await learner(used));
});

test("13.16: a field of a penalty that is none is refused by name", () => {
  const penalty = { name: "square", strength: 1e-3, of: (w, ops) => ops.sum(ops.square(w)), On: "activations" } as Penalty;
  expect(() => new Learner({ model: mlp([4]), data: twoClasses, penalties: [penalty] })).toThrow(
    'penalty square: there is no field "On"; there are name, strength, on, of',
  );
});
