import { describe, expect, test } from "vitest";
import type { Cell, Graph, Tensor } from "#engine";
import type { DropoutLayerKind } from "#nn";
import type { OpAttributes } from "../src/engine/ops/opAttributes.ts";
import { devices, reference } from "./devices.ts";
import { inOrder } from "./inOrder.ts";
import { type GraphCase, prepare } from "./runGraph.ts";
import { tinyTrainer } from "./tinyTrainer.ts";

const [BATCH, CHANNELS, HEIGHT, WIDTH] = [37, 5, 6, 7];
const MAP = HEIGHT * WIDTH;
const FEATURES = CHANNELS * MAP;
const ones = { x: new Float64Array(BATCH * FEATURES).fill(1) };
type Attributes = Partial<OpAttributes["dropout"]>;

/** How each kind of dropout layer becomes the op. */
const kinds: { readonly [kind in DropoutLayerKind]: Attributes } = {
  inverted: {},
  classic: { kind: "classic" },
  gaussian: { kind: "gaussian" },
  spatial: { perMap: true },
  dropConnect: {},
};
const kindNames = Object.keys(kinds) as DropoutLayerKind[];

/** What is multiplied: an activation of 37 examples, or a kernel of as many numbers. */
function dropoutOf(kind: DropoutLayerKind, rate: number, layer = 3): GraphCase {
  const shape = [CHANNELS, HEIGHT, WIDTH];
  const attributes = { layer, ...kinds[kind] };
  const build = (graph: Graph, { x, rate: cell }: Readonly<Record<string, Tensor>>) =>
    graph.apply("dropout", { x: x as Tensor, rate: cell as Cell }, attributes);
  if (kind !== "dropConnect") return { batch: BATCH, inputs: { x: shape }, cells: { rate }, build };
  return { batch: BATCH, parameters: { x: [BATCH, ...shape] }, cells: { rate }, build };
}

/** The numbers by which ones are multiplied at a step: [example][channel][row][column]. */
function factors(device = reference, kind: DropoutLayerKind = "inverted", rate = 0.5, layer = 3) {
  const run = prepare(device, dropoutOf(kind, rate, layer));
  return async (iteration = 1, seed = 1, mode: "train" | "sample" = "train") => (await run({ values: ones, iteration, seed, mode })).output;
}

/** 0.07444 is within half a float32 of a rate whose threshold is another. */
const rates = [0.07444, 0.2, 0.5, 0.73];
const steps = [1, 2, 70000, 0x80000007];

describe.each(devices)("on $name", ({ device }) => {
  describe.each(kindNames)("%s dropout", (kind) => {
    test("draws what the reference draws, for every rate, step and seed", async () => {
      for (const rate of rates) {
        const [ours, theirs] = [factors(device, kind, rate), factors(reference, kind, rate)];
        for (const step of steps)
          for (const seed of [1, 0xfffffff1]) {
            const [found, expected] = [await ours(step, seed), await theirs(step, seed)];
            const error = Math.max(...found.map((factor, i) => Math.abs(factor - (expected[i] as number))));
            expect(error, `rate ${rate}, step ${step}, seed ${seed}`).toBeLessThan(2e-6);
            if (kind !== "gaussian") expect(found.map(Math.sign)).toEqual(expected.map(Math.sign));
          }
      }
    });

    test("draws anew for each step, seed and layer, and the same in a sample as in training", async () => {
      const draw = factors(device, kind);
      const first = await draw();
      expect(await draw()).toEqual(first);
      expect(await draw(1, 1, "sample")).toEqual(first);
      const independent = kind === "spatial" ? BATCH * CHANNELS : first.length;
      for (const other of [await draw(2), await draw(1, 2), await factors(device, kind, 0.5, 4)()])
        expect(correlation(first, other)).toBeLessThan(6 / Math.sqrt(independent));
      expect(await draw(2)).not.toEqual(first);
      expect(await draw(1, 2)).not.toEqual(first);
      expect(await factors(device, kind, 0.5, 4)()).not.toEqual(first);
    });

    test("leaves ones as they are at rate 0", async () => {
      expect(await factors(device, kind, 0)()).toEqual(ones.x);
    });

    test("sends the gradient back through the factors of the way forth", async () => {
      const run = prepare(device, dropoutOf(kind, 0.4));
      const { output, gradients } = await run({ values: { ...ones, upstream: ones.x } });
      expect(gradients["x"]).toEqual(output);
    });
  });

  test("ops that are joined to one drop as one by one, to the last bit", () => {
    const values = {
      x: Float64Array.from({ length: BATCH * FEATURES }, (_, i) => Math.fround(Math.sin(i))),
      upstream: Float64Array.from({ length: BATCH * FEATURES }, (_, i) => Math.fround(Math.cos(i))),
    };
    const shape = [CHANNELS, HEIGHT, WIDTH];
    for (const window of [1, 2]) {
      const [joined, apart] = [false, true].map((separate) => {
        const run = prepare(device, {
          batch: BATCH,
          inputs: { x: window === 1 ? shape : [CHANNELS, HEIGHT * window, WIDTH * window] },
          cells: { rate: 0.4 },
          build(graph, { x, rate }) {
            let y = graph.apply("relu", { x: x as Tensor }, {});
            if (window > 1) y = graph.apply("maxPool2d", { x: y }, { size: window, stride: window });
            const thinned = graph.apply("dropout", { x: y, rate: rate as Cell }, { layer: 3 });
            if (!separate) return thinned;
            // a second reader keeps the ops apart
            const nothing = graph.apply("scale", { x: y, factor: graph.cell("zero", 0) }, {});
            return graph.apply("binary", { a: thinned, b: nothing }, { kind: "add" });
          },
        });
        const x = window === 1 ? values.x : Float64Array.from({ length: BATCH * FEATURES * 4 }, (_, i) => Math.fround(Math.sin(i)));
        return run({ values: { x, upstream: values.upstream } });
      });
      expect(joined).toEqual(apart);
    }
  });

  test("Gaussian factors have mean 1 and variance p / (1 − p), and the third and fourth moments of the normal distribution", async () => {
    for (const rate of [0.1, 0.5, 0.8]) {
      const draw = factors(device, "gaussian", rate);
      const all = (await inOrder(Array(30).keys(), async (step) => [...(await draw(step + 1))])).flat();
      const deviation = Math.sqrt(rate / (1 - rate));
      const z = all.map((factor) => (factor - 1) / deviation);
      // moments of N(0, 1), and the variance of zᵏ, (2k − 1)!! − moment²
      for (const [power, moment, variance] of [
        [1, 0, 1],
        [2, 1, 2],
        [3, 0, 15],
        [4, 3, 96],
      ] as const) {
        const found = z.reduce((sum, value) => sum + value ** power, 0) / z.length;
        expect(Math.abs(found - moment) / Math.sqrt(variance / z.length), `moment ${power}`).toBeLessThan(6);
      }
    }
  });

  test.each(["inverted", "classic", "dropConnect"] as const)(
    "%s drops at the rate, and what is kept is scaled for its mean to be 1",
    async (kind) => {
      for (const rate of rates) {
        const draw = factors(device, kind, rate);
        const all = (await inOrder(Array(20).keys(), async (step) => [...(await draw(step + 1))])).flat();
        const dropped = all.filter((factor) => factor === 0).length;
        expect(Math.abs(dropped - rate * all.length) / Math.sqrt(all.length * rate * (1 - rate))).toBeLessThan(6);
        const kept = kind === "classic" ? 1 : 1 / (1 - Math.round(rate * 65536) / 65536);
        for (const factor of new Set(all))
          expect(factor === 0 || Math.abs(factor / kept - 1) < (rate === rates[0] ? 2e-5 : 1e-6)).toBe(true);
      }
    },
  );

  test("spatial dropout drops whole maps, at the rate, each example for itself", async () => {
    const rate = 0.3;
    const draw = factors(device, "spatial", rate);
    const maps = await inOrder(Array(60).keys(), async (step) => {
      const all = await draw(step + 1);
      return Array.from({ length: BATCH * CHANNELS }, (_, map) => [...new Set(all.subarray(map * MAP, (map + 1) * MAP))]);
    });
    expect(maps.flat().every(({ length }) => length === 1)).toBe(true);
    const total = 60 * BATCH * CHANNELS;
    const dropped = maps.flat().filter(([factor]) => factor === 0).length;
    expect(Math.abs(dropped - rate * total) / Math.sqrt(total * rate * (1 - rate))).toBeLessThan(6);
    // an example's neighbour agrees with it as often as independent maps do
    const alike = maps.flatMap((step) => step.slice(CHANNELS).map(([factor], i) => Number(factor === step[i]?.[0])));
    const agreement = rate ** 2 + (1 - rate) ** 2;
    const share = alike.reduce((a, b) => a + b) / alike.length;
    expect(Math.abs(share - agreement) / Math.sqrt((agreement * (1 - agreement)) / alike.length)).toBeLessThan(6);
  });
});

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: Float64Array, mx: number, y: Float64Array, my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * ((y[i] as number) - my), 0);
  return Math.abs(product(a, ma, b, mb)) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}

describe.each(devices)("13.6: a mask is of the seed, step, layer, feature and example, on $name", ({ device }) => {
  const ofSize = async (batch: number, features: number, maps = 1) =>
    (
      await prepare(device, {
        batch,
        inputs: { x: [features, maps, 1] },
        cells: { rate: 0.4 },
        build: (graph, { x, rate }) => graph.apply("dropout", { x: x as Tensor, rate: rate as Cell }, { layer: 2, perMap: maps > 1 }),
      })({ values: { x: new Float64Array(batch * features * maps).fill(1) } })
    ).output;

  test("not of the batch, nor of how many features or positions there are beside", async () => {
    const [batch, features] = [133, 21]; // more examples than are drawn at once
    const large = await ofSize(batch, features);
    for (const [fewer, less] of [
      [1, 21],
      [16, 21],
      [100, 9],
      [133, 8],
    ] as const) {
      const small = await ofSize(fewer, less);
      for (let n = 0; n < fewer; n++) expect(small.slice(n * less, (n + 1) * less)).toEqual(large.slice(n * features, n * features + less));
    }
    const maps = await ofSize(batch, features, 3);
    expect(maps).toEqual(Float64Array.from({ length: batch * features * 3 }, (_, i) => large[Math.floor(i / 3)] as number));
  });
});

describe.each(devices)("a thinned net on $name", ({ device }) => {
  const layers = [
    { layer: "flatten" },
    { layer: "dropout", rate: 0.5 },
    { layer: "dense", units: 9 },
    { layer: "relu" },
    { layer: "dense", units: 3 },
  ] as const;
  /** One example, at all places of two blocks and a bit. */
  const again = new Int32Array(170).fill(5);
  const distinct = async (kind: DropoutLayerKind) => {
    const trainer = tinyTrainer({ device, layers, methods: { dropoutKind: kind } });
    const logits = await trainer.sampledLogits(0, again, 3);
    const rows = Array.from(again, (_, i) => logits.slice(3 * i, 3 * i + 3).join());
    const alone = (await trainer.sampledLogits(0, again.subarray(0, 1), 3)).join();
    expect(rows[0]).toBe(alone);
    expect((await trainer.sampledLogits(0, again.subarray(0, 1), 4)).join()).not.toBe(alone);
    return new Set(rows).size;
  };

  test("13.7: of DropConnect has one mask of its weights for all images", async () => {
    expect(await distinct("dropConnect")).toBe(1);
  });

  test("13.6: of dropped units has a mask for each image, none of them twice", async () => {
    expect(await distinct("inverted")).toBe(170);
    expect(await distinct("gaussian")).toBe(170);
  });
});
