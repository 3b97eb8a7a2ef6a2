import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  comparePaired,
  detectableDifference,
  differencesOf,
  holm,
  mannWhitney,
  sampleDeviation,
  signFlip,
  summarizeSample,
  tQuantile,
  welch,
} from "#analysis";
import { RandomSequence } from "#engine";
import { benjaminiHochberg } from "../src/analysis/statistics/adjust.ts";
import { tCdf } from "../src/analysis/statistics/distributions.ts";
import { mcnemarP } from "../src/analysis/statistics/mcnemar.ts";
import { normalCdf, normalQuantile } from "../src/analysis/statistics/normal.ts";
import { equivalenceP } from "../src/analysis/statistics/paired.ts";
import { pairedPower, pairsNeeded } from "../src/analysis/statistics/power.ts";

interface Sample {
  a: number[];
  b: number[];
  meanA: number;
  populationSdA: number;
  sampleSdA: number;
  tInterval95A: [number, number];
  welch: { t: number; p: number };
  pairedT: { t: number; p: number };
  mannWhitneyExactP: number | null;
  wilcoxonExactP: number | null;
  signFlipExactP: number;
  hodgesLehmann: number;
  tostP: number;
  tostMargin: number;
  cohenDz: number;
}
const { samples, adjust, distributions } = JSON.parse(readFileSync(new URL("golden/statistics.json", import.meta.url), "utf8")).cases as {
  samples: Sample[];
  adjust: { p: number[]; holm: number[]; benjaminiHochberg: number[] };
  distributions: { t: [number, number, number][]; tQuantile: [number, number, number][]; mcnemarExact: [number, number, number][] };
};

/** To 1e-9 relative, or absolute below one. */
const close = (found: number, expected: number) => expect(Math.abs(found - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));

describe("SciPy's and statsmodels' values, to 1e-9", () => {
  test.each(samples)("a sample and a pair of samples", (golden) => {
    const { a, b } = golden;
    const summary = summarizeSample(a);
    close(summary.mean, golden.meanA);
    close(summary.populationDeviation, golden.populationSdA);
    close(summary.sampleDeviation, golden.sampleSdA);
    close(summary.interval.low, golden.tInterval95A[0]);
    close(summary.interval.high, golden.tInterval95A[1]);
    const group = (values: number[]) => ({
      n: values.length,
      ...{ mean: summarizeSample(values).mean, sampleDeviation: summarizeSample(values).sampleDeviation },
    });
    close(welch(group(a), group(b)).t, golden.welch.t);
    close(welch(group(a), group(b)).p, golden.welch.p);
    const paired = comparePaired(a, b);
    close(paired.pairedT.t, golden.pairedT.t);
    close(paired.pairedT.p, golden.pairedT.p);
    if (golden.wilcoxonExactP !== null) close(paired.wilcoxonP, golden.wilcoxonExactP);
    if (golden.mannWhitneyExactP !== null) close(mannWhitney(a, b).p, golden.mannWhitneyExactP);
    close(paired.signFlip.p, golden.signFlipExactP);
    close(paired.hodgesLehmann, golden.hodgesLehmann);
    close(paired.effectSize, golden.cohenDz);
    close(equivalenceP(differencesOf(a, b), golden.tostMargin), golden.tostP);
  });

  test("corrections for several comparisons", () => {
    for (const [i, value] of holm(adjust.p).entries()) close(value, adjust.holm[i] as number);
    for (const [i, value] of benjaminiHochberg(adjust.p).entries()) close(value, adjust.benjaminiHochberg[i] as number);
  });

  test("distributions", () => {
    for (const [t, degrees, p] of distributions.t) close(tCdf(t, degrees), p);
    for (const [p, degrees, t] of distributions.tQuantile) close(tQuantile(p, degrees), t);
    for (const [b, c, p] of distributions.mcnemarExact) close(mcnemarP(b, c), p);
  });

  // scipy.stats.norm.cdf and ppf
  test.each([
    [-8, 6.220960574271786e-16],
    [-3.5, 0.00023262907903552504],
    [-1, 0.15865525393145707],
    [0.3, 0.6179114221889526],
    [2.9, 0.998134186699616],
  ])("the normal distribution at %d", (z, p) => {
    expect(Math.abs(normalCdf(z) / p - 1)).toBeLessThan(1e-13);
    close(normalQuantile(p), z);
  });

  // scipy.stats.nct: 1 - cdf(c, n - 1, effect √n) + cdf(-c, n - 1, effect √n), c = t.ppf(1 - alpha / 2, n - 1)
  test.each([
    [0.5, 10, 0.05, 0.29317560651407687],
    [1, 10, 0.05, 0.8030968566327219],
    [2, 5, 0.01, 0.5471761892938513],
  ])("the power for an effect of %d in %d pairs at %d", (effect, n, alpha, power) => {
    expect(pairedPower(effect, n, alpha)).toBeCloseTo(power, 9);
  });
});

describe("the post's own summaries", () => {
  const group = (mean: number, sd: number) => ({ n: 10, mean, sampleDeviation: sampleDeviation(sd, 10) });

  test('"max norm increases a bit the accuracy", 78.5 +/- 16.4 against 83.7 +/- 13: p = 0.47, no evidence', () => {
    expect(welch(group(78.5, 16.4), group(83.7, 13)).p).toBeCloseTo(0.47, 2);
  });

  test("98.2 +/- 3.07 is what one lost class in ten runs looks like", () => {
    const runs = [...Array(9).fill(99.2), 89];
    const { mean, populationDeviation } = summarizeSample(runs);
    expect(mean).toBeCloseTo(98.2, 1);
    expect(populationDeviation).toBeCloseTo(3.07, 1);
  });
});

const values = fc.array(
  fc.double({ min: -10, max: 10, noNaN: true }).map((x) => Math.round(x * 1e4) / 1e4),
  { minLength: 3, maxLength: 9 },
);
const pairs = values.chain((a) =>
  fc.tuple(
    fc.constant(a),
    fc.array(
      fc.double({ min: -10, max: 10, noNaN: true }).map((x) => Math.round(x * 1e4) / 1e4),
      { minLength: a.length, maxLength: a.length },
    ),
  ),
);

describe("for any pairs", () => {
  test("p is in [0, 1], and the same when the two are exchanged", () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [ab, ba] = [comparePaired(a, b), comparePaired(b, a)];
        for (const [p, q] of [
          [ab.signFlip.p, ba.signFlip.p],
          [ab.wilcoxonP, ba.wilcoxonP],
          [mannWhitney(a, b).p, mannWhitney(b, a).p],
        ] as const) {
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
          expect(q).toBeCloseTo(p, 12);
        }
        expect(ba.meanDifference).toBeCloseTo(-ab.meanDifference, 12);
        expect(ba.hodgesLehmann).toBeCloseTo(-ab.hodgesLehmann, 12);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("shifting both and scaling both change no p", () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const before = comparePaired(a, b);
        const moved = (x: number) => 4 * x + 16; // exact in binary for these numbers but for rounding of the sum
        const after = comparePaired(a.map(moved), b.map(moved));
        expect(after.signFlip.p).toBeCloseTo(before.signFlip.p, 12);
        expect(after.meanDifference).toBeCloseTo(4 * before.meanDifference, 9);
        expect(mannWhitney(a.map(moved), b.map(moved)).p).toBeCloseTo(mannWhitney(a, b).p, 12);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  test("holm never lowers a p, keeps their order, and is at least Benjamini and Hochberg's", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (p) => {
        const [strict, mild] = [holm(p), benjaminiHochberg(p)];
        for (const [i, value] of p.entries()) {
          expect(strict[i]).toBeGreaterThanOrEqual(value);
          expect(strict[i] as number).toBeGreaterThanOrEqual((mild[i] as number) - 1e-12);
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});

describe("in simulation", () => {
  const random = new RandomSequence(5, "noise");
  test("p is uniform where nothing differs, within Monte-Carlo error", () => {
    const trials = 2000;
    const found = Array.from({ length: trials }, () => signFlip(Array.from({ length: 8 }, () => random.normal())).p);
    for (const level of [0.05, 0.25, 0.5, 0.75]) {
      const share = found.filter((p) => p <= level + 1e-12).length / trials;
      const possible = Math.floor(level * 128 + 1e-9) / 128; // p comes in steps of 2 / 2⁸
      expect(Math.abs(share - possible)).toBeLessThan(4 * Math.sqrt((possible * (1 - possible)) / trials));
    }
  });

  test("more than 32 pairs that are no multiples of one number are drawn, and come near the t-test for normal differences", () => {
    const differences = Array.from({ length: 40 }, () => 0.4 + random.normal());
    const { p, exact } = signFlip(differences);
    expect(exact).toBe(false);
    expect(
      Math.abs(
        p -
          comparePaired(
            differences,
            differences.map(() => 0),
          ).pairedT.p,
      ),
    ).toBeLessThan(0.01);
    expect(signFlip(differences).p).toBe(p);
  });

  test("the runs that are needed are the fewest whose power suffices, and see the difference they were asked for", () => {
    expect(pairsNeeded(0.001, 1, 0.06)).toBe(86788); // scipy.stats.nct: 0.0600000 there, 0.0599999 with one less
    expect(pairsNeeded(0.0001, 1, 0.01)).toBe(2); // every test finds it more often: in alpha of its samples
    const n = pairsNeeded(0.8, 1);
    expect(pairedPower(0.8, n)).toBeGreaterThanOrEqual(0.8);
    expect(pairedPower(0.8, n - 1)).toBeLessThan(0.8);
    expect(detectableDifference(n, 1)).toBeLessThanOrEqual(0.8);
  });
});
