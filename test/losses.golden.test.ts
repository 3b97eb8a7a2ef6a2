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
const golden = JSON.parse(readFileSync(new URL("golden/losses.json", import.meta.url), "utf8")).cases as GoldenCase[];
const cases = golden.filter(({ name }) => name === "softmaxCrossEntropy");

describe.each(devices)("softmax cross-entropy on $name", ({ device, name }) => {
  test.each(cases)("is PyTorch's, with its gradient: $options", ({ options, inputs, labels, output, gradients }) => {
    const [batch, classes] = inputs.logits.shape;
    const lanes = padded(batch);
    const graph = new Graph();
    const logits = graph.input("logits", [classes], true);
    const losses = graph.state("losses", [2]);
    const smoothing = graph.cell("labelSmoothing", options.labelSmoothing);
    graph.apply("softmaxCrossEntropy", [logits, graph.labels(), losses, smoothing], {});
    const memory = layOut(graph, { feed: [], slots: [], batch });
    const { program, cells } = compile(graph, memory, { mode: "train", batch });
    const session = device.open(cells, [{ images: new Uint8Array(batch), labels: Uint8Array.from(labels), features: 1, count: batch }]);
    for (const [cell, offset] of memory.layout.cells) session.write(offset, [cell.initial]);
    const at = (tensor: Tensor) => memory.layout.buffers.get(tensor)?.offset as number;
    const place = (n: number, c: number) => at(logits) + c * lanes + n;
    for (const [i, value] of inputs.logits.data.entries()) session.write(place(Math.floor(i / classes), i % classes), [value]);
    session.run(program, { examples: 0, indices: Int32Array.from(labels.keys()), seed: 1, iteration: 1, feed: new Float64Array(0) });

    const tolerance = name === "reference" ? 1e-10 : 2e-5;
    const [loss = 0] = session.read(at(losses), 1);
    const [expected = 0] = output.data;
    expect(Math.abs(loss / expected - 1)).toBeLessThan(tolerance);
    const gradient = session.read(memory.layout.gradients.get(logits)?.offset as number, classes * lanes);
    const largest = Math.max(...gradients.logits.data.map(Math.abs));
    for (const [i, value] of gradients.logits.data.entries()) {
      const found = gradient[(i % classes) * lanes + Math.floor(i / classes)] as number;
      expect(Math.abs(found - value) / largest, `element ${i}`).toBeLessThan(tolerance);
    }
  });
});
