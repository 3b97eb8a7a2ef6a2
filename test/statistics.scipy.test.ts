import { describe, expect, test } from "vitest";
import {
  accuracyInterval,
  comparePaired,
  detectableDifference,
  differencesOf,
  holm,
  mannWhitney,
  signFlip,
  splitVariance,
  summarizeSample,
  tQuantile,
  welch,
} from "#analysis";
import { RandomSequence } from "#engine";
import { benjaminiHochberg } from "../src/analysis/statistics/adjust.ts";
import { chiSquareCdf, chiSquareQuantile } from "../src/analysis/statistics/chiSquare.ts";
import { tCdf, tCentral, tTwoSided } from "../src/analysis/statistics/distributions.ts";
import { mcnemarP } from "../src/analysis/statistics/mcnemar.ts";
import { normalCdf, normalQuantile } from "../src/analysis/statistics/normal.ts";
import { equivalenceP, wilsonInterval } from "../src/analysis/statistics/paired.ts";
import { pairedPower } from "../src/analysis/statistics/power.ts";
import { standardDeviation } from "../src/analysis/statistics/sample.ts";
import { signedRankP } from "../src/analysis/statistics/signedRank.ts";

/** To so many digits, relative. */
const near = (found: number, expected: number, relative = 1e-10) =>
  expect(Math.abs(found - expected), `${found} for ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));

describe("13.13: equal values", () => {
  test("have that value as their mean and exactly 0 as their deviation", () => {
    for (let k = 1; k <= 1000; k += 3)
      for (const n of [2, 3, 7, 10, 13, 30]) {
        for (const value of [k / 1000, 100 * (k / 1000), k / 7]) {
          const values = Array<number>(n).fill(value);
          const { mean, median, interquartileMean, populationDeviation, sampleDeviation, interval } = summarizeSample(values);
          expect([mean, median, interquartileMean, interval.low, interval.high]).toEqual(Array(5).fill(value));
          expect([populationDeviation, sampleDeviation, standardDeviation(values, "sample")]).toEqual([0, 0, 0]);
          expect(accuracyInterval(values.map((v) => Math.min(v, 100))).low).toBe(Math.min(value, 100));
        }
      }
  });

  test("of two configurations one image apart on every seed have no deviation to divide by", () => {
    const a = [9812, 9799, 9805, 9790].map((count) => 100 * (count / 10000));
    const b = [9802, 9789, 9795, 9780].map((count) => 100 * (count / 10000));
    const { interval, effectSize, pairedT } = comparePaired(a, b);
    expect(interval.low).toBe(interval.high);
    expect(effectSize).toBe(Number.POSITIVE_INFINITY);
    expect(pairedT.p).toBe(0);
  });

  test("split into no variance", () => {
    const { sources, all } = splitVariance({ init: [98.1, 98.1, 98.1] }, [97.3, 97.3, 97.3]);
    expect([sources[0]?.deviation, sources[0]?.interval, all.deviation]).toEqual([0, { low: 0, high: 0, level: 0.95 }, 0]);
  });

  test("the mean does not depend on the order of the values", () => {
    const values = Array.from({ length: 11 }, (_, i) => 100 * ((9800 + 17 * i) / 10000));
    const means = values.map((_, shift) => summarizeSample([...values.slice(shift), ...values.slice(0, shift)]).mean);
    expect(new Set(means).size).toBe(1);
  });
});

describe("13.26: Wilcoxon, sign flips and Mann–Whitney count right images, so rounding breaks no tie", () => {
  test("the same p for accuracies as for the counts they come from", () => {
    const random = new RandomSequence(3, "noise");
    for (let sample = 0; sample < 60; sample++) {
      const images = [30, 150, 10000, 60000][sample % 4] as number;
      const n = 3 + (sample % 9);
      const counts = () => Array.from({ length: n }, () => Math.round(images * 0.9) + random.below(7));
      const [a, b] = [counts(), counts()];
      const percent = (some: readonly number[]) => some.map((count) => 100 * (count / images));
      const [found, truth] = [comparePaired(percent(a), percent(b)), comparePaired(a, b)];
      expect(found.wilcoxonP).toBe(truth.wilcoxonP);
      expect(found.signFlip.p).toBe(truth.signFlip.p);
      expect([found.wins, found.ties]).toEqual([truth.wins, truth.ties]);
      expect(mannWhitney(percent(a), percent(b))).toEqual(mannWhitney(a, b));
    }
  });

  // counted over all 2ⁿ sign patterns with SciPy's rankdata
  test.each([
    [[1, -3, -1, 1, -2, 0, 4, 2, 2, -3, 1], 0.888671875],
    [[4, 0, 4, 4, 4, 3, -2, -1, 3, -1, 3], 0.021484375],
    [[4, 0, 3, -3, 2, -3, 4, 1], 0.359375],
  ])("Wilcoxon's p of %j, also of hundredths that are not these numbers in binary", (differences, p) => {
    const zeros = differences.map(() => 0);
    expect(comparePaired(differences, zeros).wilcoxonP).toBe(p);
    const shifted = differences.map((d, i) => 97.3 + i / 7 + d / 100);
    const base = differences.map((_, i) => 97.3 + i / 7);
    expect(comparePaired(shifted, base).wilcoxonP).toBe(p);
    const raw = differencesOf(shifted, base);
    expect(2 * Math.min(signedRankP(raw), signedRankP(raw.map((d) => -d)))).toBe(p);
  });

  // scipy.stats.wilcoxon(method="exact") of 57 differences
  test("Wilcoxon's p is exact beyond fifty pairs", () => {
    const differences = [
      56, -32, 48, -27, 7, 57, -19, 3, 45, 1, 34, -16, -28, -21, 5, 4, 51, 42, -8, 18, 53, -49, 20, -36, 38, 23, 44, 37, 25, 12, 22, 6, 50,
      46, 15, 55, 2, -9, 24, 54, 33, 43, 26, -39, -30, 52, 11, 31, -10, 17, 40, -35, -14, 41, -13, 47, -29,
    ];
    near(
      comparePaired(
        differences,
        differences.map(() => 0),
      ).wilcoxonP,
      0.0008415866926361204,
    );
  });

  // all choices from scipy.stats.rankdata, counted
  test.each([
    [
      [445, 405, 109, 966, 543, 588, 624, 130, 581, 648, 71, 747, 621, 874, 752],
      [348, 141, 854, 595, 759, 819, 595, 193],
      56,
      0.8134379193741154,
    ],
    [[95, 95, 95], [96, 96, 96], 0, 0.1],
    [[95, 95], [95, 97, 97, 97], 1, 0.4],
    [[3, 9, 4, 8, 6, 9, 0], [6, 4, 6, 4, 1, 9, 3, 5, 1, 6, 9], 43, 0.6975867269984917],
    [[9, 1, 2, 9, 9, 9, 0, 7, 1, 8, 8, 3, 8, 1], [7, 7, 7, 7, 3, 6], 46.5, 0.721078431372549],
  ])("Mann–Whitney of %j and %j", (a, b, u, p) => {
    expect(mannWhitney(a, b).u).toBe(u);
    near(mannWhitney(a, b).p, p);
  });

  test("Mann–Whitney of large samples with equal values is corrected for ties and continuity", () => {
    const a = Array.from({ length: 60 }, (_, i) => (i * i) % 7);
    const b = Array.from({ length: 60 }, (_, i) => (i * 3) % 8);
    const { u, p, exact } = mannWhitney(a, b); // scipy.stats.mannwhitneyu
    expect({ u, exact }).toEqual({ u: 1158, exact: false });
    near(p, 0.0006341466612292592);
  });

  test("large samples are not counted for ever", () => {
    const a = Array.from({ length: 3000 }, (_, i) => i + 0.25);
    const b = Array.from({ length: 3000 }, (_, i) => i + 100);
    const { p, exact } = mannWhitney(a, b);
    expect(exact).toBe(false);
    near(p, 1.2109171282772524e-5); // scipy.stats.mannwhitneyu
  });

  test("the sign-flip test counts every pattern up to 32 pairs that differ, and pairs that do not are no evidence", () => {
    const differences = [0.7, -0.2, 1.1, 0.4, 0.9, -0.1, 0.3, 0.8, 0.5, 0.6, 1.2, -0.3];
    let extreme = 0;
    for (let pattern = 0; pattern < 2 ** differences.length; pattern++) {
      const sum = differences.reduce((total, d, i) => total + ((pattern >> i) & 1 ? d : -d), 0);
      if (Math.abs(sum) >= 5.9 - 1e-9) extreme++;
    }
    expect(signFlip(differences).p).toBe(extreme / 2 ** differences.length);
    expect(signFlip([...differences, ...Array<number>(40).fill(0)])).toEqual(signFlip(differences));
    expect(signFlip(Array<number>(32).fill(0.1)).p).toBe(2 / 2 ** 32);
    // the same at any scale: the tie is relative
    for (const scale of [1e-9, 1e-15, 1e9]) expect(signFlip(differences.map((d) => scale * d)).p).toBe(signFlip(differences).p);
  });
});

describe("13.26: the power of the t-test", () => {
  // the noncentral t distribution, as ∫ chi density · normal tails by scipy.integrate.quad on short pieces
  test.each([
    [0.3, 2, 0.05, 0.05441466766810161],
    [0.3, 30, 0.001, 0.03636786012060631],
    [1, 2, 0.001, 0.001861525561515883],
    [1, 3, 0.001, 0.0039910149797733755],
    [1, 5, 1e-5, 0.00019077095816523348],
    [1, 30, 0.001, 0.9520414387368846],
    [2, 2, 0.05, 0.17570741109776],
    [2, 3, 1e-5, 0.00012999100043798326],
    [2, 5, 0.05, 0.9088848681009402],
    [20, 2, 1e-5, 0.0003544907585042469],
    [20, 2, 0.001, 0.03543740362801017],
    [20, 3, 0.001, 0.6989263923175129],
    [20, 5, 1e-5, 0.9648463441339503],
  ])("for an effect of %d in %d pairs at %d", (effect, n, alpha, power) => {
    near(pairedPower(effect, n, alpha), power, 1e-8);
    near(pairedPower(-effect, n, alpha), power, 1e-8);
  });

  test("is alpha where there is no effect, and 1 for one without bounds", () => {
    for (const n of [2, 3, 8, 40, 1000]) for (const alpha of [0.2, 0.05, 0.001, 1e-8]) near(pairedPower(0, n, alpha), alpha, 1e-7);
    expect(pairedPower(Number.POSITIVE_INFINITY, 3)).toBe(1);
    expect(pairedPower(Number.NaN, 3)).toBeNaN();
    expect(detectableDifference(1, 2)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("13.26: distributions far out", () => {
  // mpmath with forty digits, by solving I_x(ν / 2, 1 / 2) = 2 p
  test.each([
    [1e-300, 1, 3.1830988618379e299],
    [1e-300, 3, 1.03311083604465e100],
    [1e-300, 9, 5.14944107460076e33],
    [1e-30, 2, 707106781186547.5],
    [1e-12, 1, 318309886183.79],
    [1e-12, 9, 51.414916023282231],
    [1e-12, 99, 8.03698260997204],
    [1e-6, 29, 5.91710554045956],
    [0.025, 1e6, 1.959966356814107],
    [0.499999999999, 4, 2.666607675413e-12],
  ])("Student's t below which lies the share %d with %d degrees of freedom", (p, degrees, t) => {
    near(tQuantile(p, degrees), -t, 1e-10);
    near(tCdf(-t, degrees), p, 1e-9);
    if (p >= 1e-12) near(tQuantile(1 - p, degrees), t, p < 1e-9 ? 1e-4 : 1e-9); // 1 − p itself has lost digits
  });

  test.each([
    [1e8, 2, 0.045500266595906336],
    [1e9, 2, 0.04550026416631325],
    [1e10, 6, 1.9731753575176992e-9],
    [1e11, 2, 0.04550026389905759],
    [5e11, 6, 1.97317529142424e-9],
    [1e15, 2, 0.0455002638963584],
  ])("Student's t of %d degrees of freedom, by integration with 40 digits", (degrees, t, p) => {
    near(tTwoSided(t, degrees), p, 1e-10);
    near(1 - tCentral(t, degrees), p, 1e-6);
    near(tCentral(1e-9, degrees), ((1 - 0.25 / degrees) * 2e-9) / Math.sqrt(2 * Math.PI), 1e-9);
  });

  test.each([
    [50, 4, 9.57445365696969e-7],
    [1e10, 1, 6.36619772367581e-11],
    [1e-9, 1, 0.99999999936338],
    [0.5, 99, 0.6181846440244],
  ])("P(|T| ≥ %d) with %d degrees of freedom", (t, degrees, p) => {
    near(tTwoSided(t, degrees), p, 1e-12);
  });

  // scipy.stats.chi2.ppf
  test.each([
    [1e-12, 1, 1.5707963267948931e-24],
    [1e-12, 9, 0.01039302087646923],
    [0.025, 9, 2.7003894999803584],
    [0.5, 1e6, 999999.3333334123],
    [0.975, 99, 128.4219886438403],
    [0.999999999999, 9, 76.00597373947814],
    [0.999999999999, 1e6, 1009980.6129055015],
  ])("chi-square below which lies the share %d with %d degrees of freedom", (p, degrees, x) => {
    near(chiSquareQuantile(p, degrees), x, 1e-10);
    near(chiSquareCdf(x, degrees), p, 1e-9);
  });

  // scipy.stats.binomtest(a, a + b).pvalue
  test.each([
    [3, 9, 0.14599609375],
    [50, 80, 0.010694055123829345],
    [0, 40, 1.8189894035458565e-12],
    [4000, 4300, 0.001029736761268162],
    [20000, 21000, 8.058578026793151e-7],
  ])("McNemar of %d and %d", (a, b, p) => {
    near(mcnemarP(a, b), p, 1e-9);
  });
});

describe("13.26: what is no number", () => {
  const { NaN: none, POSITIVE_INFINITY: infinite } = Number;
  test("gives no p", () => {
    expect(signFlip([none, 1, 2]).p).toBeNaN();
    expect(signFlip([infinite, 1, 2]).p).toBeNaN();
    expect(signFlip([...Array<number>(50).fill(1), none]).p).toBeNaN();
    expect(signedRankP([none, 1])).toBeNaN();
    expect(mannWhitney([none, 1], [2]).p).toBeNaN();
    expect(mannWhitney([], [2]).p).toBeNaN();
    expect(mcnemarP(none, 3)).toBeNaN();
    expect(mcnemarP(-1, 3)).toBeNaN();
    expect(comparePaired([1, none], [2, 3]).pairedT.p).toBeNaN();
    expect([tCdf(none, 3), tTwoSided(1, 0), chiSquareCdf(none, 2), normalCdf(none), normalQuantile(none)]).toEqual(Array(5).fill(none));
    expect([tCdf(-infinite, 3), tCdf(infinite, 3), chiSquareCdf(infinite, 3), normalCdf(infinite)]).toEqual([0, 1, 1, 1]);
  });

  test("is left out of corrections, and does not count among the comparisons", () => {
    expect(holm([0.01, none, 0.04])).toEqual([0.02, none, 0.04]);
    expect(benjaminiHochberg([0.01, none, 0.04])).toEqual([0.02, none, 0.04]);
  });

  test("comes of constant samples: without spread there is nothing to measure a difference by", () => {
    const group = (value: number, n: number) => {
      const { mean, sampleDeviation } = summarizeSample(Array<number>(n).fill(value));
      return { n, mean, sampleDeviation };
    };
    expect(welch(group(0.9, 3), group(0.9, 7)).p).toBeNaN();
    expect(welch(group(0.1, 3), group(0.7, 7)).p).toBeNaN();
    expect(equivalenceP([0.1, 0.1, 0.1], 1)).toBeNaN();
    // one constant group is compared by the other's spread: a one-sample t-test, scipy.stats.ttest_1samp([1, 2, 4], 0.7)
    near(welch({ n: 3, mean: 7 / 3, sampleDeviation: Math.sqrt(7 / 3) }, group(0.7, 5)).p, 0.20521960594778288);
    // in whatever unit
    for (const unit of [1e-200, 1e200]) {
      const sample = { n: 3, mean: (7 / 3) * unit, sampleDeviation: Math.sqrt(7 / 3) * unit };
      near(welch(sample, { n: 5, mean: 0.7 * unit, sampleDeviation: 0 }).p, 0.20521960594778288);
    }
  });
});

test("13.26: a share's interval ends at 0 and 1 exactly", () => {
  expect(wilsonInterval(0, 10).low).toBe(0);
  expect(wilsonInterval(10, 10).high).toBe(1);
  expect(wilsonInterval(0, 0).low).toBeNaN();
});
