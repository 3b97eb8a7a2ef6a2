import { expect, test } from "vitest";
import { comparePaired, detectableDifference, signFlip, tQuantile } from "#analysis";
import { RandomSequence } from "#engine";
import { hodgesLehmann } from "../src/analysis/statistics/hodgesLehmann.ts";
import { mcnemarP } from "../src/analysis/statistics/mcnemar.ts";
import { pairedPower } from "../src/analysis/statistics/power.ts";
import { signedRankP } from "../src/analysis/statistics/signedRank.ts";
import { signedSumTail } from "../src/analysis/statistics/signedSumTail.ts";
import { bcaInterval } from "../src/library/index.ts";

/** To so many digits, relative. */
const near = (found: number, expected: number, relative: number) =>
  expect(Math.abs(found - expected), `${found} for ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected));

test("13.26: Wilcoxon of many pairs is the normal approximation with continuity", () => {
  const differences = Array.from({ length: 600 }, (_, i) => (((i * 7919) % 1013) - 480) * (i % 5 ? 1 : 1.5));
  const zeros = differences.map(() => 0);
  // scipy.stats.wilcoxon(method="asymptotic", correction=True)
  near(comparePaired(differences, zeros).wilcoxonP, 0.03183686756800701, 1e-10);
  near(signedRankP(differences), 0.015918433784003504, 1e-10);
});

test("13.26: Hodges and Lehmann's median, by bisection, is that of all pairs", () => {
  const random = new RandomSequence(3, "noise");
  for (const n of [1, 2, 3, 4, 7, 10, 31, 60]) {
    const values = Array.from({ length: n }, () => (n % 2 ? random.normal() : random.below(7) - 3));
    const means = values.flatMap((a, i) => values.slice(i).map((b) => (a + b) / 2)).sort((a, b) => a - b);
    const half = means.length / 2;
    expect(hodgesLehmann(values)).toBe(((means[Math.floor(half)] as number) + (means[Math.ceil(half) - 1] as number)) / 2);
  }
  expect(hodgesLehmann([])).toBeNaN();
  expect(hodgesLehmann([1, Number.NaN])).toBeNaN();
});

test("13.26: as many pairs as a test set has images are compared, and less is drawn for them", () => {
  const differences = Array.from({ length: 10000 }, (_, i) => ((i * 7919) % 10007) / 5000 - 1);
  const {
    pairs,
    hodgesLehmann: median,
    signFlip: flips,
  } = comparePaired(
    differences,
    differences.map(() => 0),
  );
  expect(pairs).toBe(10000);
  expect(Math.abs(median)).toBeLessThan(0.005);
  expect(flips).toMatchObject({ exact: false, draws: 3000 });
  expect(signFlip(differences.slice(0, 40).map((d) => d * Math.PI)).draws).toBe(100000);
});

test("13.26: multiples of one number, as accuracies are, have an exact p for any number of pairs that one has", () => {
  const signs = (up: number, down: number) => [...Array<number>(up).fill(0.01), ...Array<number>(down).fill(-0.01)];
  // scipy.stats.binomtest(30, 40), (150, 200), (33, 33)
  for (const [up, down, p] of [
    [30, 10, 0.0022214337732293643],
    [150, 50, 8.393020875604775e-13],
    [33, 0, 2 ** -32],
    [20, 20, 1],
  ] as const) {
    const found = signFlip(signs(up, down));
    expect(found.exact).toBe(true);
    near(found.p, p, 1e-9);
  }
  // the mean of its p over drawn patterns: as many are at most p as p says
  const mixed = Array.from({ length: 60 }, (_, i) => (((i * 37) % 23) + 1) / 10000);
  const random = new RandomSequence(3, "noise");
  const low = Array.from({ length: 2000 }, () => signFlip(mixed.map((d) => (random.below(2) ? d : -d))).p).filter((p) => p <= 0.05).length;
  expect(Math.abs(low / 2000 - 0.05)).toBeLessThan(0.015);
});

test("13.27: the saddlepoint approximation of a sum with random signs is that of all its patterns", () => {
  const random = new RandomSequence(5, "noise");
  for (const effect of [0.05, 0.3, 0.8, 1.2]) {
    const values = Array.from({ length: 24 }, () => effect + random.normal());
    const sum = Math.abs(values.reduce((total, value) => total + value, 0));
    const exact = signFlip(values).p / 2;
    expect(Math.abs(signedSumTail(values, sum) / exact - 1)).toBeLessThan(0.08);
  }
});

test("13.26: distributions of very many degrees of freedom, and splits of very many images", () => {
  // scipy.stats.binomtest
  near(mcnemarP(1e9, 1e9 + 1e5), 0.025352444671534274, 1e-6);
  near(mcnemarP(499990000, 500010000), 0.5271099147553063, 1e-6);
  near(mcnemarP(5e13, 5e13 + 2e7), 0.0455002962909437, 1e-8);
  // scipy.stats.norm.ppf
  for (const degrees of [1e13, 9e15]) near(tQuantile(0.975, degrees), 1.959963984540054, 1e-9);
  for (const n of [1e6, 1e9, 1e15]) {
    // Φ(2 − z) + Φ(−2 − z) with z = 1.959963984540054
    near(pairedPower(2 / Math.sqrt(n), n), 0.5160052736, 1e-5);
    // (z of 0.975) + (z of 0.8)
    near(detectableDifference(n, 1) * Math.sqrt(n), 2.8015850974, 1e-5);
  }
});

test("13.18: a bootstrap that would take for ever is refused", () => {
  const values = Array.from({ length: 5001 }, (_, i) => i % 7);
  expect(() => bcaInterval(values)).toThrow(
    /^bcaInterval: values: 5001 values and 10000 resamples are more than 5000 values and .*; take tInterval/,
  );
  expect(() => bcaInterval(values.slice(0, 100), { resamples: 1e6 })).toThrow(
    "bcaInterval: values: 100 values and 1000000 resamples are more",
  );
  expect(bcaInterval(values.slice(0, 50), { resamples: 500 }).low).toBeLessThan(3);
});
