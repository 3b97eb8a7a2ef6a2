import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { UnaryKind } from "#engine";
import { devices } from "./devices.ts";
import { type GraphCase, prepare } from "./runGraph.ts";

interface Packed {
  shape: number[];
  data: number[];
}
interface GoldenCase {
  name: string;
  options: Record<string, number>;
  inputs: Record<string, Packed>;
  output: Packed;
  upstream: Packed;
  gradients: Record<string, Packed>;
  runningMean?: Packed;
  runningVariance?: Packed;
}
const golden = JSON.parse(readFileSync(new URL("golden/layers.json", import.meta.url), "utf8")).cases as GoldenCase[];

/** The graph of a golden case. */
function graphOf({ name, options, inputs }: GoldenCase): Omit<GraphCase, "batch" | "inputs" | "parameters"> {
  const [outputs = 0, , size = 0] = inputs["weight"]?.shape ?? [];
  if (name === "conv2d")
    return {
      build(graph, { x, weight, bias }) {
        const padded = graph.apply("pad2d", { x } as never, { padding: options["padding"] as number });
        return graph.apply("conv2d", { x: padded, weight, bias } as never, { filters: outputs, size, stride: options["stride"] as number });
      },
    };
  if (name === "dense") return { build: (graph, { x, weight, bias }) => graph.apply("dense", { x, weight, bias } as never, { outputs }) };
  if (name === "maxPool2d" || name === "averagePool2d")
    return { build: (graph, { x }) => graph.apply(name, { x } as never, options as { size: number; stride: number }) };
  if (name === "batchNorm")
    return {
      cells: { momentum: options["momentum"] as number, epsilon: options["epsilon"] as number },
      build(graph, { x, weight, bias, momentum, epsilon }) {
        const statistics = {
          runningMean: graph.state("runningMean", [outputs]),
          runningVariance: graph.state("runningVariance", [outputs], 1),
        };
        return graph.apply("batchNorm", { x, scale: weight, shift: bias, ...statistics, momentum, epsilon } as never, {});
      },
    };
  if (name === "relu") return { build: (graph, { x }) => graph.apply("relu", { x } as never, {}) };
  return { build: (graph, { x }) => graph.apply("unary", { x } as never, { kind: name as UnaryKind }) };
}

const cases = golden.map((value, index) => ({
  title: `${value.name} ${JSON.stringify(value.options)} #${index}`,
  value,
  graph: graphOf(value),
}));

describe.each(devices)("layers on $name", ({ device, name }) => {
  test.each(cases)("$title gives PyTorch's output and gradients", async ({ value, graph }) => {
    const { x, ...parameters } = value.inputs;
    const shapes = Object.fromEntries(Object.entries(parameters).map(([key, { shape }]) => [key, shape]));
    const [batch = 0, ...features] = x?.shape ?? [];
    const run = prepare(device, { ...graph, batch, inputs: { x: features }, parameters: shapes });
    const values = Object.fromEntries(Object.entries(value.inputs).map(([key, { data }]) => [key, data]));
    const { output, gradients, states } = await run({ values: { ...values, upstream: value.upstream.data } });
    const tolerance = name === "reference" ? 1e-10 : 2e-5;
    expectClose(output, value.output.data, tolerance);
    for (const [key, { data }] of Object.entries(value.gradients)) expectClose(gradients[key] as Float64Array, data, tolerance);
    for (const key of ["runningMean", "runningVariance"] as const)
      if (value[key]) expectClose(states[key] as Float64Array, value[key].data, tolerance);
  });
});

/** Relative to the largest value of the tensor. */
function expectClose(found: Float64Array, expected: readonly number[], tolerance: number): void {
  const largest = Math.max(...expected.map(Math.abs));
  const error = Math.max(...expected.map((value, i) => Math.abs(value - (found[i] as number))));
  expect(found.length).toBe(expected.length);
  expect(error / largest).toBeLessThan(tolerance);
}
