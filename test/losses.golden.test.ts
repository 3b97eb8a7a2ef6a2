import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile, Graph, layOut, padded, type Tensor } from "#engine";
import { devices } from "./devices.ts";

interface Packed {
  shape: [number, number];
  data: number[];
}
interface GoldenCase {
  name: string;
  options: { labelSmoothing: number };
  inputs: { logits: Packed };
  labels: number[];
  output: { data: number[] };
  gradients: { logits: Packed };
}
interface SquaredCase {
  inputs: { x: Packed };
  target: Packed;
  output: { data: number[] };
  gradients: { x: Packed };
}
const golden = JSON.parse(readFileSync(new URL("golden/losses.json", import.meta.url), "utf8")).cases as GoldenCase[];
const cases = golden.filter(({ name }) => name === "softmaxCrossEntropy");
const squared = golden.find(({ name }) => name === "meanSquaredError") as unknown as SquaredCase;

describe.each(devices)("softmax cross-entropy on $name", ({ device, name }) => {
  test.each(cases)("is PyTorch's, with its gradient: $options", async ({ options, inputs, labels, output, gradients }) => {
    const [batch, classes] = inputs.logits.shape;
    const lanes = padded(batch);
    const graph = new Graph();
    const logits = graph.input("logits", [classes], true);
    const losses = graph.state("losses", [3]);
    const smoothing = graph.cell("labelSmoothing", options.labelSmoothing);
    graph.apply("softmaxCrossEntropy", { logits, labels: graph.labels(), losses, smoothing }, {});
    const memory = layOut(graph, { feed: [], slots: [], batch });
    const { program, cells } = compile(graph, memory, { mode: "train", batch });
    const session = await device.open(cells, [
      { images: new Uint8Array(batch), labels: Uint8Array.from(labels), features: 1, count: batch },
    ]);
    for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
    const at = (tensor: Tensor) => memory.layout.buffers.get(tensor)?.offset as number;
    const place = (n: number, c: number) => at(logits) + c * lanes + n;
    for (const [i, value] of inputs.logits.data.entries()) await session.write(place(Math.floor(i / classes), i % classes), [value]);
    await session.run(program, { examples: 0, indices: Int32Array.from(labels.keys()), seed: 1, iteration: 1, feed: new Float64Array(0) });

    const tolerance = name === "reference" ? 1e-10 : 2e-5;
    const [loss = 0] = await session.read(at(losses), 1);
    const [expected = 0] = output.data;
    expect(Math.abs(loss / expected - 1)).toBeLessThan(tolerance);
    const gradient = await session.read(memory.layout.gradients.get(logits)?.offset as number, classes * lanes);
    const largest = Math.max(...gradients.logits.data.map(Math.abs));
    for (const [i, value] of gradients.logits.data.entries()) {
      const found = gradient[(i % classes) * lanes + Math.floor(i / classes)] as number;
      expect(Math.abs(found - value) / largest, `element ${i}`).toBeLessThan(tolerance);
    }
  });
});

describe.each(devices)("mean squared error on $name", ({ device, name }) => {
  const tolerance = name === "reference" ? 1e-10 : 2e-5;

  /** Loss and gradient of x against a target, [example][feature]. */
  async function run(batch: number, features: number, x: readonly number[], target: readonly number[] | { labels: number[] }) {
    const lanes = padded(batch);
    const graph = new Graph();
    const input = graph.input("x", [features], true);
    const losses = graph.state("losses", [3]);
    const given = "labels" in target ? undefined : graph.input("target", [features]);
    const labels = "labels" in target ? target.labels : Array(batch).fill(0);
    graph.apply(
      "meanSquaredError",
      { x: input, target: given ?? graph.apply("oneHot", { labels: graph.labels() }, { classes: features }), losses },
      {},
    );
    const memory = layOut(graph, { feed: [], slots: [], batch });
    const { program, cells } = compile(graph, memory, { mode: "train", batch });
    const session = await device.open(cells, [
      { images: new Uint8Array(batch), labels: Uint8Array.from(labels), features: 1, count: batch },
    ]);
    const at = (tensor: Tensor) => memory.layout.buffers.get(tensor)?.offset as number;
    const place = (i: number) => (i % features) * lanes + Math.floor(i / features);
    for (const [i, value] of x.entries()) await session.write(at(input) + place(i), [value]);
    if (given) for (const [i, value] of (target as readonly number[]).entries()) await session.write(at(given) + place(i), [value]);
    await session.run(program, { examples: 0, indices: Int32Array.from(labels.keys()), seed: 1, iteration: 1, feed: new Float64Array(0) });
    const gradient = await session.read(memory.layout.gradients.get(input)?.offset as number, features * lanes);
    return { losses: await session.read(at(losses), 2), gradient: x.map((_, i) => gradient[place(i)] as number) };
  }

  test("is PyTorch's, with its gradient", async () => {
    const [batch, features] = squared.inputs.x.shape;
    const { losses, gradient } = await run(batch, features, squared.inputs.x.data, squared.target.data);
    const [expected = 0] = squared.output.data;
    expect(Math.abs((losses[0] as number) / expected - 1)).toBeLessThan(tolerance);
    expect(Math.abs((losses[1] as number) / (expected * batch) - 1)).toBeLessThan(tolerance);
    const largest = Math.max(...squared.gradients.x.data.map(Math.abs));
    for (const [i, value] of squared.gradients.x.data.entries())
      expect(Math.abs((gradient[i] as number) - value) / largest).toBeLessThan(tolerance);
  });

  test("of one-hot labels is that of their zeros and ones", async () => {
    const x = Array.from({ length: 17 * 3 }, (_, i) => Math.sin(i));
    const labels = Array.from({ length: 17 }, (_, i) => (i * i) % 3);
    const ones = x.map((_, i) => Number(labels[Math.floor(i / 3)] === i % 3));
    expect(await run(17, 3, x, { labels })).toEqual(await run(17, 3, x, ones));
  });
});
