import { describe, expect, test } from "vitest";
import { Graph, type Parameter, size } from "#engine";
import { buildNet, type InitializerSpec } from "#nn";
import { makeInitializer } from "../src/nn/initializers.ts";

const kernelOf = (shape: readonly number[], fanIn: number, fanOut: number): Parameter =>
  new Graph().parameter("weight", shape, "kernel", fanIn, fanOut);
/** A dense layer's and a convolution's kernel. */
const kernels = [kernelOf([150, 200], 200, 150), kernelOf([40, 30, 5, 5], 30 * 25, 40 * 25)];
const moment = (values: Float64Array, power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;

interface Distribution {
  readonly variance: (kernel: Parameter) => number;
  /** E x⁴ / (E x²)²: 9/5 of a uniform distribution, 3 of a normal one. */
  readonly kurtosis: number;
}
const distributions: readonly (readonly [InitializerSpec, Distribution])[] = [
  ["glorotUniform", { variance: ({ fanIn, fanOut }) => 2 / (fanIn + fanOut), kurtosis: 9 / 5 }],
  ["glorotNormal", { variance: ({ fanIn, fanOut }) => 2 / (fanIn + fanOut), kurtosis: 3 }],
  ["heUniform", { variance: ({ fanIn }) => 2 / fanIn, kurtosis: 9 / 5 }],
  ["heNormal", { variance: ({ fanIn }) => 2 / fanIn, kurtosis: 3 }],
];
const specs: readonly InitializerSpec[] = [...distributions.map(([spec]) => spec), { sparse: 15 }, { constant: 0.1 }];

describe.each(distributions)("%s", (spec, { variance, kurtosis }) => {
  test.each(kernels)("has mean 0, its variance and its kurtosis, for $shape", (kernel) => {
    const values = makeInitializer(spec)(kernel, 3, 1);
    const expected = variance(kernel);
    const errorOf = (ratio: number) => Math.sqrt(ratio / values.length);
    expect(Math.abs(moment(values, 1)) / Math.sqrt(expected)).toBeLessThan(6 * errorOf(1));
    expect(Math.abs(moment(values, 2) / expected - 1)).toBeLessThan(6 * errorOf(kurtosis - 1));
    const eighth = kurtosis === 3 ? 105 : 9; // E x⁸ / (E x²)⁴
    expect(Math.abs(moment(values, 4) / expected ** 2 - kurtosis)).toBeLessThan(6 * errorOf(eighth - kurtosis ** 2));
    if (kurtosis === 3) return;
    const bound = Math.sqrt(3 * expected);
    const furthest = Math.max(...values.map(Math.abs));
    expect(furthest).toBeLessThanOrEqual(bound * (1 + 2 ** -24));
    expect(furthest).toBeGreaterThan(bound * 0.999);
  });
});

test("glorotUniform's bound is √(6 / (fanIn + fanOut)), heUniform's √(6 / fanIn), in a net's own kernels", () => {
  for (const [initializer, bound] of [
    ["glorotUniform", Math.sqrt(6 / (4 * 25 + 50 * 25))],
    ["heUniform", Math.sqrt(6 / (4 * 25))],
  ] as const) {
    const net = buildNet({
      name: "one",
      input: [4, 5, 5],
      layers: [{ layer: "conv2d", filters: 50, size: 5 }, { layer: "flatten" }],
      initializer,
    });
    const [kernel, bias] = net.graph.parameters as [Parameter, Parameter];
    const furthest = Math.max(...net.initialValues(kernel, 1, 0).map(Math.abs));
    expect(furthest / bound).toBeLessThanOrEqual(1 + 2 ** -24);
    expect(furthest / bound).toBeGreaterThan(0.998);
    expect(net.initialValues(bias, 1, 1)).toEqual(new Float64Array(50));
  }
});

test.each(kernels)("sparse: each unit of $shape has exactly k weights, standard normal, in places that are all alike", (kernel) => {
  for (const connections of [1, 15, 100000]) {
    const values = makeInitializer({ sparse: connections })(kernel, 3, 1);
    const units = kernel.shape[0] as number;
    const incoming = values.length / units;
    const k = Math.min(connections, incoming);
    for (let unit = 0; unit < units; unit++)
      expect(values.subarray(unit * incoming, (unit + 1) * incoming).filter((w) => w !== 0)).toHaveLength(k);
    const nonzero = values.filter((w) => w !== 0);
    expect(Math.abs(moment(nonzero, 1))).toBeLessThan(6 / Math.sqrt(nonzero.length));
    expect(Math.abs(moment(nonzero, 2) - 1)).toBeLessThan(6 * Math.sqrt(2 / nonzero.length));
    if (k === incoming) continue;
    // each place is taken in units · k / incoming units
    const share = k / incoming;
    const tolerance = 6 * Math.sqrt(units * share * (1 - share)) + 1;
    for (let place = 0; place < incoming; place++) {
      let taken = 0;
      for (let unit = 0; unit < units; unit++) taken += Number(values[unit * incoming + place] !== 0);
      expect(Math.abs(taken - units * share)).toBeLessThan(tolerance);
    }
  }
});

test("constant: every weight is the number", () => {
  expect(makeInitializer({ constant: 0.1 })(kernels[0] as Parameter, 3, 1)).toEqual(new Float64Array(30000).fill(Math.fround(0.1)));
});

describe.each(specs)("%j", (spec) => {
  const initialize = makeInitializer(spec);
  const [kernel] = kernels as [Parameter];

  test("gives float32 numbers, as many as the kernel has", () => {
    const values = initialize(kernel, 7, 2);
    expect(values).toHaveLength(size(kernel.shape));
    expect(values).toEqual(values.map(Math.fround));
  });

  test("gives the same for the same seed and place, and other numbers for others, if it draws any", () => {
    const values = initialize(kernel, 7, 2);
    expect(initialize(kernel, 7, 2)).toEqual(values);
    for (const other of [initialize(kernel, 8, 2), initialize(kernel, 7, 3)])
      if (typeof spec === "object" && "constant" in spec) expect(other).toEqual(values);
      else expect(other.filter((w, i) => w === values[i] && w !== 0).length).toBeLessThan(10);
  });
});
