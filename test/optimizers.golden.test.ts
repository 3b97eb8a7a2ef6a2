import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile, Graph, layOut } from "#engine";
import { adagrad, adam, adamW, type MakeOptimizer, rmsProp, sgd } from "#optim";
import { devices } from "./devices.ts";

interface GoldenCase {
  name: string;
  options: Record<string, never>;
  start: { data: number[] };
  gradients: { data: number[] }[];
  after: { data: number[] }[];
}
const golden = JSON.parse(readFileSync(new URL("golden/optimizers.json", import.meta.url), "utf8")).cases as GoldenCase[];
const optimizers: Record<string, (options: Record<string, never>) => MakeOptimizer> = { sgd, adam, adamW, rmsProp, adagrad };

describe.each(devices)("optimizers on $name", ({ device, name }) => {
  test.each(golden)("$name $options moves a parameter as PyTorch does", async (value) => {
    const length = value.start.data.length;
    const graph = new Graph();
    const parameter = graph.parameter("w", [length], "kernel", 1, 1);
    const make = (optimizers[value.name] as (typeof optimizers)[string])(value.options);
    const optimizer = make(graph);
    const strength = graph.cell("weightDecay", make.decay?.strength ?? 0);
    const memory = layOut(graph, { feed: optimizer.fed, slots: optimizer.slots, batch: 1 });
    const { program, cells } = compile(graph, memory, {
      mode: "train",
      batch: 1,
      feedWidth: optimizer.fed.length,
      after: (emission) => {
        const { parameters, gradients, slots } = memory;
        const learningRate = emission.cell(optimizer.learningRate);
        // as the method weightDecay does to a kernel, which this parameter is
        const decayed = { parameter: parameters, length: parameters.length, learningRate, strength: emission.cell(strength) };
        if (make.decay) emission.emit("weightDecay", decayed);
        optimizer.emit(emission, { parameter: parameters, gradient: gradients, slots, length: parameters.length });
      },
    });
    const session = await device.open(cells, [{ images: new Uint8Array(1), labels: new Uint8Array(1), features: 1, count: 1 }]);
    for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
    const at = memory.layout.buffers.get(parameter)?.offset as number;
    await session.write(at, value.start.data);
    for (const [step, { data }] of value.gradients.entries()) {
      await session.write(memory.gradients.offset as number, data);
      const feed = Float64Array.from(optimizer.feed(step + 1));
      await session.run(program, { examples: 0, indices: Int32Array.of(0), seed: 1, iteration: step + 1, feed });
      const found = await session.read(at, length);
      for (const [i, expected] of (value.after[step]?.data ?? []).entries()) {
        const error = Math.abs((found[i] as number) - expected) / Math.max(1, Math.abs(expected));
        expect(error, `step ${step + 1}, element ${i}`).toBeLessThan(name === "reference" ? 1e-10 : 2e-5);
      }
    }
  });
});
