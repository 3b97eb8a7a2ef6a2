import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile, Graph, layOut } from "#engine";
import { catalog, type MaxNormScope, type Method } from "#regularize";
import { devices } from "./devices.ts";

interface Packed {
  shape: number[];
  data: number[];
}
interface GoldenCase {
  name: string;
  options: { limit?: number; scope?: MaxNormScope; strength?: number };
  inputs?: { weight: Packed };
  weight?: Packed;
  output?: Packed;
  gradients?: { weight: Packed };
  after?: Packed;
}
const golden = JSON.parse(readFileSync(new URL("golden/regularizers.json", import.meta.url), "utf8")).cases as GoldenCase[];
const cases = golden.filter(({ name }) => catalog.some((method) => method.name === name));

describe.each(devices)("regularizers on $name", ({ device, name }) => {
  test.each(cases)("$name $options gives PyTorch's penalty and gradient, or weights", ({ name: method, options, ...value }) => {
    const { shape, data } = (value.inputs?.weight ?? value.weight) as Packed;
    const { penalize, project, cells } = catalog.find((candidate) => candidate.name === method) as Method;
    const graph = new Graph();
    const weight = graph.parameter("w", shape, "kernel", 1, 1);
    const losses = graph.state("losses", [2]);
    for (const [cell, setting] of Object.entries(cells(options.strength ?? options.limit ?? 0))) graph.cell(cell, setting);
    const memory = layOut(graph, { feed: [], slots: [], batch: 1 });
    const { program, cells: size } = compile(graph, memory, {
      mode: "train",
      batch: 1,
      after(emission) {
        penalize?.(emission, graph, memory, losses);
        project?.(emission, graph, memory, options.scope ?? "unit");
      },
    });
    const session = device.open(size, [{ images: new Uint8Array(1), labels: new Uint8Array(1), features: 1, count: 1 }]);
    for (const [cell, offset] of memory.layout.cells) session.write(offset, [cell.initial]);
    const at = memory.layout.buffers.get(weight)?.offset as number;
    session.write(at, data);
    session.run(program, { examples: 0, indices: Int32Array.of(0), seed: 1, iteration: 1, feed: new Float64Array(0) });

    const tolerance = name === "reference" ? 1e-10 : 2e-5;
    expectClose(session.read(at, data.length), value.after?.data ?? data, tolerance);
    if (value.output) expectClose(session.read(memory.layout.buffers.get(losses)?.offset as number, 1), value.output.data, tolerance);
    if (value.gradients) expectClose(session.read(memory.gradients.offset as number, data.length), value.gradients.weight.data, tolerance);
    if (options.scope === "unit") {
      const units = shape[0] as number;
      const after = session.read(at, data.length);
      for (let unit = 0; unit < units; unit++) {
        const row = after.subarray((unit * data.length) / units, ((unit + 1) * data.length) / units);
        expect(Math.hypot(...row)).toBeLessThanOrEqual((options.limit as number) * (1 + 1e-6));
      }
    }
  });
});

/** Relative to the largest value of the tensor. */
function expectClose(found: Float64Array, expected: readonly number[], tolerance: number): void {
  const largest = Math.max(...expected.map(Math.abs));
  const error = Math.max(...expected.map((value, i) => Math.abs(value - (found[i] as number))));
  expect(error / largest).toBeLessThan(tolerance);
}
