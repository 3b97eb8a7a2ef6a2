import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { DropoutKind } from "#engine";
import { compile, Graph, layOut, type Tensor } from "#engine";
import { devices } from "./devices.ts";

interface Packed {
  shape: number[];
  data: number[];
}
interface GoldenCase {
  name: string;
  options: { rates: number[]; learningRate: number; momentum: number };
  x: Packed;
  labels: number[];
  weights: Packed[];
  masks: Packed[][];
  losses: number[];
  weightsAfter: Packed[];
  inferenceLogits: Packed;
}
const golden = JSON.parse(readFileSync(new URL("golden/dropout.json", import.meta.url), "utf8")) as { cases: GoldenCase[] };

/** [example][feature] -> [feature][16 lanes] */
function lanes({ shape: [batch = 0, features = 0], data }: Packed): Float64Array {
  const result = new Float64Array(features * 16);
  for (let n = 0; n < batch; n++) for (let f = 0; f < features; f++) result[f * 16 + n] = data[n * features + f] as number;
  return result;
}

describe.each(devices)("dropout on $name", ({ device, name }) => {
  test.each(golden.cases)("$name follows PyTorch for eight steps under given masks, and in inference", async (value) => {
    const { options, x, labels, weights, masks, losses, weightsAfter, inferenceLogits } = value;
    const kind = value.name.replace("Dropout", "") as DropoutKind;
    const tolerance = name === "reference" ? 1e-10 : 1e-5;
    const graph = new Graph();
    const given = options.rates.map((_, l) => graph.input(`mask${l}`, [weights[l]?.shape[1] as number]));
    const images = graph.input("x", [x.shape[1] as number]);
    let h: Tensor = images;
    for (const [l, rate] of options.rates.entries()) {
      const [outputs = 0, inputs = 0] = weights[l]?.shape ?? [];
      h = graph.apply("dropout", { x: h, rate: graph.cell(`rate${l}`, rate), given: given[l] as Tensor }, { layer: l, kind });
      const weight = graph.parameter(`weight${l}`, [outputs, inputs], "kernel", inputs, outputs);
      h = graph.apply("dense", { x: h, weight, bias: graph.parameter(`bias${l}`, [outputs], "bias", inputs, outputs) }, { outputs });
      if (l < 2) h = graph.apply("relu", { x: h }, {});
    }
    const state = graph.state("losses", [3]);
    graph.apply("softmaxCrossEntropy", { logits: h, labels: graph.labels(), losses: state }, {});

    const batch = labels.length;
    const memory = layOut(graph, { feed: [], slots: ["momentum"], batch });
    const train = compile(graph, memory, { mode: "train", batch });
    const evaluate = compile(graph, memory, { mode: "evaluate", batch, keep: [h] });
    const examples = { images: new Uint8Array(batch), labels: Uint8Array.from(labels), features: 1, count: batch };
    const session = await device.open(Math.max(train.cells, evaluate.cells), [examples]);
    const at = (tensor: Tensor) => memory.layout.buffers.get(tensor)?.offset as number;
    for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
    await session.write(at(images), lanes(x));
    const kernels = graph.parameters.filter(({ role }) => role === "kernel");
    for (const [l, kernel] of kernels.entries()) await session.write(at(kernel), weights[l]?.data ?? []);
    const call = { examples: 0, indices: Int32Array.from(labels.keys()), seed: 1, iteration: 1, feed: new Float64Array(0) };

    const { parameters, gradients } = memory;
    const velocity = new Float64Array(parameters.length);
    for (const [step, expected] of losses.entries()) {
      for (const [l, mask] of given.entries()) await session.write(at(mask), lanes(masks[step]?.[l] as Packed));
      await session.run(train.program, call);
      expect(Math.abs(((await session.read(at(state), 1))[0] as number) / expected - 1), `loss of step ${step + 1}`).toBeLessThan(
        tolerance,
      );
      const gradient = await session.read(gradients.offset as number, parameters.length);
      const before = await session.read(parameters.offset, parameters.length);
      for (const [i, g] of gradient.entries()) velocity[i] = options.momentum * (velocity[i] as number) + g;
      await session.write(
        parameters.offset,
        before.map((value, i) => value - options.learningRate * (velocity[i] as number)),
      );
    }
    for (const [l, kernel] of kernels.entries()) {
      const after = await session.read(at(kernel), weightsAfter[l]?.data.length ?? 0);
      for (const [i, value] of after.entries())
        expect(value).toBeCloseTo(weightsAfter[l]?.data[i] as number, name === "reference" ? 10 : 5);
    }
    await session.run(evaluate.program, call);
    const logits = await session.read(evaluate.offsetOf(h), 4 * 16);
    for (const [i, expected] of lanes(inferenceLogits).entries())
      if (i % 16 < batch) expect(logits[i]).toBeCloseTo(expected, name === "reference" ? 10 : 4);
  });
});
