import { describe, expect, test } from "vitest";
import { permutation, RandomSequence, runSeed } from "#engine";
import { philox4x32 } from "../src/engine/philox.ts";
import { devices, reference } from "./devices.ts";
import { prepare } from "./runGraph.ts";

describe("Philox 4×32-10", () => {
  // kat_vectors of the Random123 library (Salmon et al. 2011)
  test.each([
    ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("equals Random123 for counter %s, key %s", (counter, key, expected) => {
    const words = (text: string) => text.split(" ").map((word) => Number.parseInt(word, 16));
    expect(philox4x32(words(counter), words(key))).toEqual(words(expected));
  });

  test("gives permutations that hold every index once and differ between epochs and seeds", () => {
    const orders = [permutation(1000, 1, 0), permutation(1000, 1, 1), permutation(1000, 2, 0)];
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
    expect(new Set(orders.map(String)).size).toBe(3);
  });

  test("gives the order of Fisher and Yates, with Lemire's draws, as whole numbers of any size say it", () => {
    const [length, seed, epoch] = [3000, 0xfedcba98, 5];
    let [counter, words] = [0, [] as bigint[]];
    const word = () => {
      if (words.length === 0) words = philox4x32([counter++, epoch, 0, 0], [seed, 1]).map(BigInt);
      return words.shift() as bigint;
    };
    const order = Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const limit = BigInt(i + 1);
      let product = word() * limit;
      while (product % 2n ** 32n < (2n ** 32n - limit) % limit) product = word() * limit;
      const j = Number(product >> 32n);
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    expect([...permutation(length, seed, epoch)]).toEqual(order);
  });

  test("draws whole numbers below a limit uniformly", () => {
    const random = new RandomSequence(7, "noise");
    const counts = new Float64Array(6);
    for (let i = 0; i < 60000; i++) (counts[random.below(6)] as number)++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10000) ** 2 / 10000, 0);
    expect(chiSquare).toBeLessThan(20.5); // 0.999 quantile of chi-square with 5 degrees of freedom
  });

  test("gives every run a seed of its own", () => {
    const seeds = [1, 2, 2 ** 40 + 1].flatMap((base) => Array.from({ length: 1000 }, (_, k) => runSeed(base, k + 1)));
    expect(new Set(seeds).size).toBe(3000);
  });
});

const [BATCH, FEATURES] = [48, 211];

/** The masks of dropout layers 1 and 2 at a step: a layer of ones, multiplied by 1 − rate. */
function masks(device: (typeof devices)[number]["device"], rate: number) {
  const runs = [1, 2].map((layer) =>
    prepare(device, {
      batch: BATCH,
      inputs: { x: [FEATURES] },
      cells: { rate },
      build: (graph, { x, rate }) => graph.apply("dropout", { x, rate } as never, { layer }),
    }),
  );
  const ones = new Float64Array(BATCH * FEATURES).fill(1);
  return (layer: number, seed: number, iteration: number) =>
    (runs[layer - 1] as (typeof runs)[0])({ values: { x: ones, upstream: ones }, seed, iteration });
}

/** The correlation of two masks of ones and zeros. */
function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = a.reduce((sum, value, i) => sum + (value - meanA) * ((b[i] as number) - meanB), 0);
  const variance = (values: Float64Array, center: number) => values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return covariance / Math.sqrt(variance(a, meanA) * variance(b, meanB));
}

describe.each(devices)("dropout masks on $name", ({ device }) => {
  const length = BATCH * FEATURES;

  test.each([0.1, 0.4, 0.5, 0.9])("drop at rate %d, within four standard errors", async (rate) => {
    const draw = masks(device, rate);
    const steps = 20;
    let dropped = 0;
    for (let step = 1; step <= steps; step++) dropped += (await draw(1, 5, step)).output.filter((value) => value === 0).length;
    const error = Math.sqrt((rate * (1 - rate)) / (steps * length));
    expect(Math.abs(dropped / (steps * length) - rate)).toBeLessThan(4 * error);
  });

  test("are independent between layers, steps, seeds and neighbours, within four standard errors", async () => {
    const draw = masks(device, 0.4);
    const base = (await draw(1, 5, 9)).output;
    const shifted = (by: number) => Float64Array.from(base, (_, i) => base[(i + by) % length] as number);
    const others = [
      (await draw(2, 5, 9)).output,
      (await draw(1, 5, 10)).output,
      (await draw(1, 6, 9)).output,
      shifted(1),
      shifted(FEATURES),
      shifted(16 * FEATURES),
    ];
    for (const other of others) expect(Math.abs(correlation(base, other))).toBeLessThan(4 / Math.sqrt(length));
  });

  test("are those of the reference device, forward and backward", async () => {
    for (const [layer, seed, iteration] of [
      [1, 5, 9],
      [2, 4000000000, 123456],
    ] as const) {
      const kept = (values: Float64Array) => Array.from(values, (value) => value !== 0);
      const expected = kept((await masks(reference, 0.4)(layer, seed, iteration)).output);
      const { output, gradients } = await masks(device, 0.4)(layer, seed, iteration);
      expect(kept(output)).toEqual(expected);
      expect(kept(gradients["x"] as Float64Array)).toEqual(expected);
    }
  });

  test("scale what is kept by the inverse of the exact probability", async () => {
    const scale = (await masks(device, 0.4)(1, 1, 1)).output.find((value) => value !== 0);
    expect(scale).toBeCloseTo(65536 / (65536 - 26214), 6);
  });
});
