import { describe, expect, test } from "vitest";
import { accuracyInterval, bcaInterval, holm, signFlip, smallestP, summarizeSample } from "#analysis";
import { RandomSequence } from "#engine";
import { pairsToShow, showableDifference } from "../src/analysis/statistics/signFlipPower.ts";

describe("13.29: intervals of accuracies", () => {
  test("stay within 0 and 100, hold their mean, and are Student's where the spread is small", () => {
    for (const values of [
      [99, 100],
      [100, 100, 99.9],
      [0, 1, 0],
      [100, 0],
      [97, 100, 99.5, 100],
    ]) {
      const { low, high } = accuracyInterval(values);
      const { mean } = summarizeSample(values);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(100);
      expect(low < mean && mean < high).toBe(true);
    }
    const { low, high } = accuracyInterval([50, 50.1, 49.9, 50]);
    const { interval } = summarizeSample([50, 50.1, 49.9, 50]);
    expect(Math.abs(low - interval.low) + Math.abs(high - interval.high)).toBeLessThan(1e-3);
    expect(accuracyInterval([98]).low).toBeNaN();
    const bca = bcaInterval([99, 100, 100]);
    expect(bca.high).toBeLessThanOrEqual(100);
  });

  test("cover the mean of accuracies near 100 in about 95 of 100 samples, and no less often than Student's", () => {
    const random = new RandomSequence(11, "noise");
    const draw = () => 100 / (1 + Math.exp(-4 - 0.6 * random.normal())); // around 98, skewed towards 100
    const mean = summarizeSample(Array.from({ length: 200000 }, draw)).mean;
    const covered = [0, 0];
    for (let trial = 0; trial < 2000; trial++) {
      const values = Array.from({ length: 10 }, draw);
      for (const [i, { low, high }] of [accuracyInterval(values), summarizeSample(values).interval].entries())
        if (low <= mean && mean <= high) covered[i] = (covered[i] as number) + 1;
    }
    const [logit, student] = covered.map((count) => count / 2000) as [number, number];
    expect(logit).toBeGreaterThan(0.91);
    expect(logit).toBeGreaterThanOrEqual(student);
    expect(logit).toBeLessThan(0.97);
  });
});

describe("13.27: what is said of power is true of the sign-flip test after Holm's correction", () => {
  // each comparison shares its baseline, the first has the one true difference
  test.each([
    [10, 1],
    [10, 3],
    [10, 13],
    [20, 13],
  ])("with %d pairs and %d comparisons the difference that is named is shown in 80 of 100 sweeps", (n, comparisons) => {
    const random = new RandomSequence(9, "noise", comparisons);
    const difference = showableDifference(n, Math.SQRT2, { comparisons });
    const sweeps = 1500;
    let shown = 0;
    for (let sweep = 0; sweep < sweeps; sweep++) {
      const baseline = Array.from({ length: n }, () => random.normal());
      const p = Array.from({ length: comparisons }, (_, k) => signFlip(baseline.map((b) => random.normal() + (k ? 0 : difference) - b)).p);
      if ((holm(p)[0] as number) < 0.05) shown++;
    }
    expect(Math.abs(shown / sweeps - 0.8)).toBeLessThan(0.035);
  });

  // each pair differs with the share; the sign-flip test of what differs, by droplab
  const shownWithTies = (n: number, share: number, effect: number, comparisons: number) => {
    const random = new RandomSequence(21, "noise", n);
    const sweeps = 3000;
    let shown = 0;
    for (let sweep = 0; sweep < sweeps; sweep++) {
      const differences = Array.from({ length: n }, () => (random.below(1000) < 1000 * share ? effect + random.normal() : 0));
      if (comparisons * signFlip(differences).p < 0.05) shown++;
    }
    return shown / sweeps;
  };

  test.each([
    [10, 0.8, 1],
    [12, 0.75, 1],
    [17, 1, 100],
    [20, 1, 1000],
    [24, 1, 5000],
    [14, 0.9, 5],
    [20, 0.5, 1],
  ])("with %d pairs of which the share %d differs and %d comparisons, too", (n, share, comparisons) => {
    const difference = showableDifference(n, 1, { share, comparisons });
    expect(Math.abs(shownWithTies(n, share, difference / share, comparisons) - 0.8)).toBeLessThan(0.03);
  });

  test.each([
    [1.5, 0.6, 1],
    [1, 0.8, 3],
  ])("and as many pairs as an effect of %d where the share %d differs needs over %d comparisons", (effect, share, comparisons) => {
    const n = pairsToShow(share * effect, 1, { share, comparisons });
    expect(shownWithTies(n, share, effect, comparisons)).toBeGreaterThan(0.77);
    expect(shownWithTies(n - 1, share, effect, comparisons)).toBeLessThan(0.82);
    expect(shownWithTies(n - 3, share, effect, comparisons)).toBeLessThan(0.78);
  });

  test("of some pairs that differ too few may on other seeds: then no difference has that power, however large", () => {
    // P(at least 6 of 8 differ) with a share of 6 / 8 is 0.679, of 10 with 6 / 10 it is 0.633
    for (const [n, share] of [
      [8, 6 / 8],
      [10, 6 / 10],
    ] as const) {
      expect(showableDifference(n, 1, { share })).toBe(Number.POSITIVE_INFINITY);
      expect(shownWithTies(n, share, 1e4, 1)).toBeLessThan(0.7);
    }
    expect(showableDifference(40, 0, { share: 0.5 })).toBe(0);
  });

  test("as many pairs as are named as needed see the difference, one less does not, and none do where too few differ", () => {
    for (const comparisons of [1, 3, 13]) {
      const n = pairsToShow(1.1, 1, { comparisons });
      expect(showableDifference(n, 1, { comparisons })).toBeLessThanOrEqual(1.1);
      expect(showableDifference(n - 1, 1, { comparisons })).toBeGreaterThan(1.1);
    }
    expect(showableDifference(5, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(smallestP(5, 1)).toBe(0.0625);
    expect(pairsToShow(0, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(pairsToShow(0.3, 0, { comparisons: 3 })).toBe(7); // 2 · 3 / 2⁷ is the first below 0.05
  });
});
