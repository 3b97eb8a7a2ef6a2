import { describe, expect, test } from "vitest";
import { compile, Graph, layOut, RandomSequence, type Tensor } from "#engine";
import type { LayerSpec } from "#nn";
import { devices, reference } from "./devices.ts";
import { prepare } from "./runGraph.ts";
import { everyExample, parameter, tinyTrainer, train } from "./tinyTrainer.ts";

const numbers = (length: number, seed: number) => {
  const random = new RandomSequence(seed, "noise");
  return Float64Array.from({ length }, () => Math.fround(random.normal()));
};

describe.each(devices)("a dropped unit is a removed unit, on $name", ({ device, name }) => {
  const [INPUTS, UNITS, OUTPUTS] = [6, 8, 4];

  /** dense, ReLU, dropout with a given mask, dense */
  const net = (units: number, rate: number) =>
    prepare(device, {
      batch: 1,
      inputs: { x: [INPUTS], mask: [units] },
      parameters: { w1: [units, INPUTS], b1: [units], w2: [OUTPUTS, units], b2: [OUTPUTS] },
      cells: { rate },
      build(graph, { x, mask, w1, b1, w2, b2, rate: cell }) {
        const hidden = graph.apply("relu", { x: graph.apply("dense", { x, weight: w1, bias: b1 } as never, { outputs: units }) }, {});
        const thinned = graph.apply("dropout", { x: hidden, rate: cell, given: mask } as never, { layer: 1 });
        return graph.apply("dense", { x: thinned, weight: w2, bias: b2 } as never, { outputs: OUTPUTS });
      },
    });

  test.each([0.25, 0.4, 0.6])("at rate %d: no gradient for its weights, and all else as in the net without it", async (rate) => {
    const kept = [0, 2, 3, 6];
    const mask = Float64Array.from({ length: UNITS }, (_, unit) => Number(kept.includes(unit)));
    const [x, w1, b1, w2, b2] = [INPUTS, UNITS * INPUTS, UNITS, OUTPUTS * UNITS, OUTPUTS].map(numbers) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const upstream = numbers(OUTPUTS, 9);
    const whole = await net(UNITS, rate)({ values: { x, mask, w1, b1, w2, b2, upstream } });
    const scale = 1 / (1 - rate);
    const rowsOf = (w: ArrayLike<number>) =>
      kept.flatMap((unit) => Array.from({ length: INPUTS }, (_, i) => w[unit * INPUTS + i] as number));
    const columnsOf = (w: ArrayLike<number>) =>
      Array.from({ length: OUTPUTS }, (_, o) => kept.map((unit) => w[o * UNITS + unit] as number)).flat();
    const cut = await net(
      kept.length,
      0,
    )({
      values: {
        x,
        mask: kept.map(() => 1),
        w1: rowsOf(w1),
        b1: kept.map((unit) => b1[unit] as number),
        w2: columnsOf(w2).map((w) => w * scale),
        b2,
        upstream,
      },
    });

    const gradients = whole.gradients as Record<"x" | "w1" | "b1" | "w2" | "b2", Float64Array>;
    for (let unit = 0; unit < UNITS; unit++) {
      if (kept.includes(unit)) continue;
      expect(gradients.w1.subarray(unit * INPUTS, (unit + 1) * INPUTS).every((g) => g === 0)).toBe(true);
      expect(gradients.b1[unit]).toBe(0);
      for (let o = 0; o < OUTPUTS; o++) expect(gradients.w2[o * UNITS + unit]).toBe(0);
    }
    const tolerance = name === "reference" ? 1e-13 : 3e-6;
    const close = (found: ArrayLike<number>, expected: ArrayLike<number>) => {
      expect(found.length).toBe(expected.length);
      for (let i = 0; i < expected.length; i++) {
        const value = expected[i] as number;
        expect(Math.abs((found[i] as number) - value)).toBeLessThan(tolerance * (1 + Math.abs(value)));
      }
    };
    close(whole.output, cut.output);
    close(gradients.x, cut.gradients["x"] as Float64Array);
    close(rowsOf(gradients.w1), cut.gradients["w1"] as Float64Array);
    close(
      kept.map((unit) => gradients.b1[unit] as number),
      cut.gradients["b1"] as Float64Array,
    );
    close(
      columnsOf(gradients.w2),
      (cut.gradients["w2"] as Float64Array).map((g) => g * scale),
    );
  });
});

describe("dropout of linear regression is ridge regression (Srivastava et al. 2014, section 9.1)", () => {
  const [EXAMPLES, INPUTS] = [4, 3];
  const [x, w, target] = [numbers(EXAMPLES * INPUTS, 1), numbers(INPUTS, 2), numbers(EXAMPLES, 3)];
  const X = (n: number, i: number) => x[n * INPUTS + i] as number;

  /** The gradient of ‖y − X w s‖² + ridge · Σ wᵢ² (XᵀX)ᵢᵢ for a scale s of the inputs. */
  const ridgeGradient = (scale: number, ridge: number) =>
    Array.from({ length: INPUTS }, (_, i) => {
      let gradient = 0;
      for (let n = 0; n < EXAMPLES; n++) {
        const output = w.reduce((sum, weight, j) => sum + weight * X(n, j) * scale, 0);
        gradient += -2 * ((target[n] as number) - output) * X(n, i) * scale + 2 * ridge * (w[i] as number) * X(n, i) ** 2;
      }
      return gradient;
    });

  test.each([
    ["classic", 0.7],
    ["classic", 0.5],
    ["inverted", 0.7],
    ["inverted", 0.25],
  ] as const)("%s, kept with probability %d: the mean of the gradient over all 4096 masks", async (kind, q) => {
    const graph = new Graph();
    const [input, mask, answer] = ["x", "mask", "target"].map((name) => graph.input(name, [name === "target" ? 1 : INPUTS])) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const weight = graph.parameter("w", [1, INPUTS], "kernel", INPUTS, 1);
    const bias = graph.parameter("b", [1], "bias", INPUTS, 1);
    const losses = graph.state("losses", [2]);
    const thinned = graph.apply("dropout", { x: input, rate: graph.cell("rate", 1 - q), given: mask }, { layer: 1, kind });
    graph.apply("meanSquaredError", { x: graph.apply("dense", { x: thinned, weight, bias }, { outputs: 1 }), target: answer, losses }, {});
    const memory = layOut(graph, { feed: [], slots: [], batch: EXAMPLES });
    const { program, cells } = compile(graph, memory, { mode: "train", batch: EXAMPLES });
    const session = await reference.open(cells, [
      { images: new Uint8Array(EXAMPLES), labels: new Uint8Array(EXAMPLES), features: 1, count: EXAMPLES },
    ]);
    const at = (tensor: Tensor) => memory.layout.buffers.get(tensor)?.offset as number;
    const place = async (tensor: Tensor, features: number, value: (n: number, f: number) => number) => {
      const lanes = new Float64Array(features * 16);
      for (let n = 0; n < EXAMPLES; n++) for (let f = 0; f < features; f++) lanes[f * 16 + n] = value(n, f);
      await session.write(at(tensor), lanes);
    };
    for (const [cell, offset] of memory.layout.cells) await session.write(offset, [cell.initial]);
    await place(input, INPUTS, X);
    await place(answer, 1, (n) => target[n] as number);
    await session.write(at(weight), w);

    const mean = new Float64Array(INPUTS);
    for (let pattern = 0; pattern < 2 ** (EXAMPLES * INPUTS); pattern++) {
      const bit = (n: number, f: number) => (pattern >> (n * INPUTS + f)) & 1;
      await place(mask, INPUTS, bit);
      await session.run(program, { examples: 0, indices: Int32Array.of(0, 1, 2, 3), seed: 1, iteration: 1, feed: new Float64Array(0) });
      const kept = pattern.toString(2).replaceAll("0", "").length;
      const probability = q ** kept * (1 - q) ** (EXAMPLES * INPUTS - kept);
      const gradient = await session.read(memory.layout.gradients.get(weight)?.offset as number, INPUTS);
      for (const [i, g] of gradient.entries()) (mean[i] as number) += probability * g * EXAMPLES; // the op's loss is the mean over examples
    }
    const expected = kind === "classic" ? ridgeGradient(q, q * (1 - q)) : ridgeGradient(1, (1 - q) / q);
    for (const [i, value] of expected.entries()) expect(Math.abs((mean[i] as number) - value)).toBeLessThan(1e-12);
  });
});

const leNetLike: readonly LayerSpec[] = [
  { layer: "dropout", rate: "input" },
  { layer: "conv2d", filters: 3, size: 3 },
  { layer: "relu" },
  { layer: "maxPool2d", size: 2 },
  { layer: "dropout" },
  { layer: "flatten" },
  { layer: "dense", units: 10 },
  { layer: "relu" },
  { layer: "dropout" },
  { layer: "dense", units: 4 },
];

test("classic and inverted dropout are one function in inference, where classic's weights are inverted's over 1 − p", async () => {
  const input = [1, 8, 8];
  const rates = [0.2, 0.3, 0.45];
  const [inverted, classic] = (["inverted", "classic"] as const).map((dropoutKind) =>
    tinyTrainer({ input, layers: leNetLike, methods: { dropoutKind, dropoutRates: rates }, device: reference }),
  ) as [ReturnType<typeof tinyTrainer>, ReturnType<typeof tinyTrainer>];
  await train(inverted, 5);
  let site = 0;
  for (const { name, role } of inverted.net.graph.parameters) {
    const values = await inverted.read(parameter(inverted, name));
    const kept = 1 - Math.round((rates[site] as number) * 65536) / 65536; // rates are whole steps of 1 / 65536
    await classic.write(parameter(classic, name), role === "kernel" ? values.map((w) => w / kept) : values);
    if (role === "kernel") site++;
  }
  const expected = await inverted.logits(0, everyExample);
  for (const [i, logit] of (await classic.logits(0, everyExample)).entries())
    expect(Math.abs(logit - (expected[i] as number))).toBeLessThan(1e-12);
  expect((await classic.evaluate(0, everyExample)).accuracy).toBe((await inverted.evaluate(0, everyExample)).accuracy);
});

describe("thinned nets of a net without hidden nonlinearity", () => {
  const COUNT = 400;
  const linear: LayerSpec[] = [
    { layer: "dropout" },
    { layer: "flatten" },
    { layer: "dense", units: 12 },
    { layer: "dropout" },
    { layer: "dense", units: 3 },
  ];
  const { device } = devices[0] as (typeof devices)[number];
  const indices = Int32Array.from({ length: COUNT }, (_, i) => i);
  const images = Uint8Array.from({ length: COUNT * 20 }, (_, i) => (i * 7919 + ((i * i) % 251) * 31) % 256);

  test.each(["inverted", "gaussian", "classic"] as const)(
    "%s: their mean is the evaluation's logit within five standard errors, and nears it as 1 / √k",
    async (dropoutKind) => {
      const trainer = tinyTrainer({
        layers: linear,
        methods: { dropout: 0.5, dropoutKind },
        device,
        images,
        labels: new Uint8Array(COUNT),
      });
      const expected = await trainer.logits(0, indices);
      const [sum, squares] = [new Float64Array(expected.length), new Float64Array(expected.length)];
      const points: [number, number][] = [];
      for (let k = 1; k <= 4096; k++) {
        for (const [i, logit] of (await trainer.sampledLogits(0, indices, k - 1)).entries()) {
          const difference = logit - (expected[i] as number);
          (sum[i] as number) += difference;
          (squares[i] as number) += difference * difference;
        }
        if (k < 16 || (k & (k - 1)) !== 0) continue;
        const error = Math.sqrt(sum.reduce((total, value) => total + (value / k) ** 2, 0) / sum.length);
        points.push([Math.log(k), Math.log(error)]);
      }
      expect(Math.abs(slopeOf(points) + 0.5)).toBeLessThan(0.1);
      for (const [i, total] of sum.entries()) {
        const mean = total / 4096;
        const standardError = Math.sqrt(((squares[i] as number) / 4096 - mean ** 2) / 4095);
        expect(Math.abs(mean) / standardError).toBeLessThan(5);
      }
    },
  );
});

/** Of the straight line nearest to the points. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const product = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return product / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
