import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type UnaryKind, unaryKinds } from "#engine";
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
}
const golden = JSON.parse(readFileSync(new URL("golden/layers.json", import.meta.url), "utf8")).cases as GoldenCase[];

/** The graph of a golden case; undefined for layers that droplab does not have yet. */
function graphOf({ name, options, inputs }: GoldenCase): Omit<GraphCase, "batch" | "inputs" | "parameters"> | undefined {
  if (name === "conv2d" && options["stride"] === 1 && options["padding"] === 0) {
    const [filters = 0, , size = 0] = inputs["weight"]?.shape ?? [];
    return { build: (graph, { x, weight, bias }) => graph.apply("conv2d", [x, weight, bias] as never, { filters, size }) };
  }
  if (name === "dense") {
    const [outputs = 0] = inputs["weight"]?.shape ?? [];
    return { build: (graph, { x, weight, bias }) => graph.apply("dense", [x, weight, bias] as never, { outputs }) };
  }
  const { size = 0 } = options;
  if (name === "maxPool2d" && options["stride"] === size)
    return { build: (graph, { x }) => graph.apply("maxPool2d", [x] as never, { size }) };
  if (name === "relu") return { build: (graph, { x }) => graph.apply("relu", [x] as never, {}) };
  if (unaryKinds.includes(name as UnaryKind))
    return { build: (graph, { x }) => graph.apply("unary", [x] as never, { kind: name as UnaryKind }) };
  return undefined;
}

const supported = golden.flatMap((value, index) => {
  const graph = graphOf(value);
  return graph ? [{ title: `${value.name} ${JSON.stringify(value.options)} #${index}`, value, graph }] : [];
});

describe.each(devices)("layers on $name", ({ device, name }) => {
  test.each(supported)("$title gives PyTorch's output and gradients", ({ value, graph }) => {
    const { x, ...parameters } = value.inputs;
    const shapes = Object.fromEntries(Object.entries(parameters).map(([key, { shape }]) => [key, shape]));
    const [batch = 0, ...features] = x?.shape ?? [];
    const run = prepare(device, { ...graph, batch, inputs: { x: features }, parameters: shapes });
    const values = Object.fromEntries(Object.entries(value.inputs).map(([key, { data }]) => [key, data]));
    const { output, gradients } = run({ values: { ...values, upstream: value.upstream.data } });
    const tolerance = name === "reference" ? 1e-10 : 2e-5;
    expectClose(output, value.output.data, tolerance);
    for (const [key, { data }] of Object.entries(value.gradients)) expectClose(gradients[key] as Float64Array, data, tolerance);
  });
});

test("the goldens cover what droplab has of convolution, dense, pooling and all activations", () => {
  expect(new Set(supported.map(({ value }) => value.name)).size).toBe(11);
});

/** Relative to the largest value of the tensor. */
function expectClose(found: Float64Array, expected: readonly number[], tolerance: number): void {
  const largest = Math.max(...expected.map(Math.abs));
  const error = Math.max(...expected.map((value, i) => Math.abs(value - (found[i] as number))));
  expect(found.length).toBe(expected.length);
  expect(error / largest).toBeLessThan(tolerance);
}
