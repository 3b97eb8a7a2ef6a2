import { describe, expect, test } from "vitest";
import * as analysis from "#analysis";
import {
  bcaInterval,
  benjaminiHochberg,
  comparePaired,
  detectableDifference,
  equivalenceP,
  holm,
  Learner,
  lenet,
  mannWhitney,
  mcnemarP,
  mean,
  mlp,
  pairedPower,
  pairsNeeded,
  residualNet,
  standardDeviation,
  summarizeSample,
  superiority,
  tInterval,
  welch,
  wilsonInterval,
} from "../src/library/index.ts";

const [a, b] = [
  [0.91, 0.92, 0.915, 0.9],
  [0.93, 0.925, 0.94, 0.92],
];
const nan = Number.NaN;

describe("13.18: the library's statistics", () => {
  test("are those of compare", () => {
    expect(comparePaired(a, b)).toEqual(analysis.comparePaired(a, b));
    expect(bcaInterval(a, { level: 0.9 })).toEqual(analysis.bcaInterval(a, { level: 0.9 }));
    expect(summarizeSample(a)).toEqual(analysis.summarizeSample(a));
    expect(welch(summarizeSample(a), summarizeSample(b))).toEqual(analysis.welch(analysis.summarizeSample(a), analysis.summarizeSample(b)));
    expect(wilsonInterval(9, 10)).toEqual(analysis.wilsonInterval(9, 10));
    expect(pairsNeeded(0.005, 0.004, 0.9)).toBe(analysis.pairsNeeded(0.005, 0.004, 0.9));
    // Holm 1979: 3 · 0.01, 2 · 0.03, and no less for 0.04; McNemar: 2 (C(15,0) + … + C(15,3)) / 2¹⁵
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(mcnemarP(12, 3)).toBeCloseTo(1152 / 32768, 12);
    expect([mean([1, 2, 6]), standardDeviation([1, 2, 6], "population"), standardDeviation([1, 2, 6], "sample")]).toEqual([
      3,
      Math.sqrt(14 / 3),
      Math.sqrt(7),
    ]);
  });

  test.each<[string, () => unknown, string]>([
    ["no pairs", () => comparePaired([], []), "comparePaired: a: [] is not a list of at least 2 finite numbers"],
    ["one pair", () => comparePaired([1], [2]), "comparePaired: a: [1] is not a list of at least 2"],
    ["other lengths", () => comparePaired([1, 2], [1, 2, 3]), "2 and 3 values do not pair"],
    ["a value NaN", () => comparePaired([1, 2], [1, nan]), 'comparePaired: b: [1,"NaN"] is not a list of at least 2 finite numbers'],
    ["a hole", () => summarizeSample(Array(3)), "summarizeSample: values: "],
    ["texts", () => tInterval(["1", "2"] as never, 0.95), "tInterval: values: "],
    ["level 2", () => tInterval(a, 2), "tInterval: level: 2 is not a share between 0 and 1"],
    ["level 95", () => bcaInterval(a, { level: 95 }), "bcaInterval: options: "],
    ["resamples -1", () => bcaInterval(a, { resamples: -1 }), "is not one whose resamples are a whole number from 1 to 10000000"],
    ["a p of 2", () => holm([0.1, 2]), "holm: p: [0.1,2] is not a list of p values from 0 to 1"],
    ["a p NaN", () => benjaminiHochberg([nan]), "benjaminiHochberg: p: "],
    ["texts of a mean", () => mean(["1", "2", "4"] as never), 'mean: values: ["1","2","4"] is not a list of at least 1 finite number'],
    [
      "a divisor that is none",
      () => standardDeviation([1, 2], "populaton" as never),
      'standardDeviation: divisor: "populaton" is not sample or',
    ],
    ["negative counts", () => mcnemarP(-1, 2), "mcnemarP: onlyA: -1 is not a whole number from 0"],
    ["half a count", () => mcnemarP(1, 0.5), "mcnemarP: onlyB: 0.5 is not"],
    ["more than all", () => wilsonInterval(5, 3), "wilsonInterval: count: 5 is more than n, 3"],
    ["of none", () => wilsonInterval(0, 0), "wilsonInterval: n: 0 is not a positive number"],
    ["a margin of 0", () => equivalenceP(a, 0), "equivalenceP: margin: 0 is not a positive number"],
    ["one pair's power", () => pairedPower(1, 1), "pairedPower: n: 1 is not a whole number of pairs from 2"],
    ["a power of 1", () => detectableDifference(10, 1, 1), "detectableDifference: power: 1 is not a share between 0 and 1"],
    ["a deviation below 0", () => pairsNeeded(1, -1), "pairsNeeded: deviation: -1 is not a number from 0"],
    ["nothing", () => welch(undefined as never, summarizeSample(b)), "welch: a: undefined is not { n, mean, sampleDeviation } of a sample"],
    ["an empty sample", () => mannWhitney([], b), "mannWhitney: a: [] is not a list of at least 1 finite number"],
    ["infinity", () => superiority([Number.POSITIVE_INFINITY], b), "superiority: a: "],
  ])("refuse %s with a sentence", (_, call, sentence) => {
    expect(call).toThrow(sentence);
  });
});

describe("13.17: what else has options that are none", () => {
  const part = { images: new Uint8Array(40), labels: Uint8Array.from({ length: 10 }, (_, n) => n % 2), features: 4, count: 10 };
  const data = { name: "two", classes: 2, shape: [4], scale: 1, train: part, test: part, heldOut: 2 };
  const learner = (changes: object) => () => new Learner({ model: mlp([2]), data, ...changes } as never);
  const penalty = (strength: number) => ({ name: "p", strength, of: (w: never, ops: { sum(x: never): unknown }) => ops.sum(w) });
  const scaled = (by: unknown) => ({
    ...penalty(1),
    of: (w: unknown, ops: { sum(x: unknown): unknown; scale(x: unknown, by: unknown): unknown }) => ops.sum(ops.scale(w, by)),
  });
  const layers = (layer: object) => ({ layers: [{ layer: "dense", units: 2, ...layer }] });

  test.each<[string, () => unknown, string]>([
    ["logits of another kind", () => mlp([3], { logits: "tanh" as never }), 'mlp: logits: "tanh" is not relu or linear'],
    ["no options", () => mlp([3], null as never), "mlp: null is no object of options; there are input, classes, logits"],
    [
      "an option of another model",
      () => lenet({ units: 3 } as never),
      'lenet: there is no option "units"; there are input, classes, logits',
    ],
    ["a picture that is not square", () => residualNet({ input: [1, 28, 20] }), "residualNet: input: 1 × 28 × 20 is no square picture"],
    ["a table for a residual net", () => residualNet({ input: [40] }), "residualNet: input: 40 is no square picture, channels × size"],
    ["an input of a text", () => residualNet({ input: "28" as never }), 'residualNet: input: "28" is no shape, such as [1, 28, 28]'],
    ["two penalties of one name", learner({ penalties: [penalty(1), penalty(2)] }), "penalty p: there are two of this name"],
    ["a factor NaN", learner({ penalties: [scaled(nan)] }), "operations: NaN is no number that float32 can hold"],
    ["a factor in words", learner({ penalties: [scaled("2")] }), 'operations: "2" is no number that float32 can hold'],
    [
      "an initial weight of 1e39",
      learner({ model: layers({ initializer: { constant: 1e39 } }) }),
      "model.layers[0].initializer.constant: 1e+39 is not a number that float32 can hold",
    ],
  ])("%s", (_, call, sentence) => {
    expect(call).toThrow(sentence);
  });

  test("what a learner tells cannot be used to change it", async () => {
    const net = new Learner({ model: mlp([2]), data, methods: { maxNorm: 2 } });
    (net.methods as { maxNorm: number }).maxNorm = 9;
    (await net.weights())[0]?.values.fill(9);
    expect(net.methods.maxNorm).toBe(2);
    expect((await net.weights())[0]?.values).not.toContain(9);
  });
});

test("13.26: the seed of drawn sign patterns is taken, what is none is refused, and of more arguments nothing is known", () => {
  const one = Array.from({ length: 40 }, (_, i) => Math.sin(i) + 0.3);
  const other = one.map((_, i) => Math.cos(3 * i));
  const p = (seed?: number) => comparePaired(one, other, seed).signFlip.p;
  expect(p(2)).toBe(analysis.comparePaired(one, other, 2).signFlip.p);
  expect([p(2) === p(1), p() === p(1)]).toEqual([false, true]);
  expect(() => p(-1)).toThrow("comparePaired: seed: -1 is not a whole number from 0 to 4294967295");
  expect((pairedPower as (...given: number[]) => number)(1, 10, 0.05, 0)).toBe(pairedPower(1, 10));
  expect([[1, 2], [3]].map(mean)).toEqual([1.5, 3]);
});
