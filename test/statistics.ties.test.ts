import { describe, expect, test } from "vitest";
import { comparePaired, differencesOf, mannWhitney, signFlip } from "#analysis";
import { RandomSequence } from "#engine";
import { superiority } from "../src/analysis/statistics/unpaired.ts";

describe("13.26: numbers that are no shares are taken as they are", () => {
  // scipy.stats.mannwhitneyu, exact
  test.each([
    [
      [999999.9991980686, 999999.998675641, 999999.9997516384, 1000000.0004204452],
      [
        1000000.0011360465, 1000000.0001097064, 999999.9994473527, 999999.9992152196, 1000000.0007487457, 1000000.001634783,
        1000000.0002727688, 999999.9987666713, 999999.9990417348,
      ],
      12,
      0.413986013986014,
    ],
    [
      [1764000000236, 1764000000876, 1764000000159, 1764000000807, 1764000000717],
      [1764000001313, 1764000000438, 1764000000770, 1764000001053, 1764000000891, 1764000001099],
      5,
      0.08225108225108226,
    ],
    [
      [1, 1.000000000001, 1.000000000003, 1.000000000005],
      [1.000000000002, 1.000000000004, 1.000000000006, 1.000000000007, 1.000000000008],
      3,
      0.1111111111111111,
    ],
  ])("Mann–Whitney of %j and %j", (a, b, u, p) => {
    expect(mannWhitney(a, b)).toEqual({ u, p: expect.closeTo(p, 12), exact: true });
    expect(superiority(a, b)).toBe(u / (a.length * b.length));
  });

  // scipy.stats.wilcoxon, exact
  test.each([
    [
      [
        999999.9995119942, 999999.9992866867, 1000000.0005533785, 999999.9999369141, 999999.9994105687, 1000000.0004096378,
        1000000.0008298553, 999999.9983569767, 999999.9997432699,
      ],
      [
        999999.9990192526, 999999.9998268448, 999999.9987105812, 1000000.0000206904, 999999.9999621143, 999999.9996956623,
        999999.9989520735, 999999.9996038097, 999999.9989086711,
      ],
      0.42578125,
    ],
    [[1e12, 3e-5, 2e-5, 5e-6, 1e-6, 4e-5, 7.5e-6], [1e12 + 1, 1e-5, 1.7e-5, 1e-6, 2e-6, 0, 0.25e-6], 0.375],
    [
      [1, 1.000000000001, -1.000000000002, 1.000000000003, 1.000000000004, -1.000000000005, 1.000000000006, 1e-14],
      Array(8).fill(0),
      0.3828125,
    ],
  ])("Wilcoxon of %j and %j", (a, b, p) => {
    const { wilcoxonP, ties } = comparePaired(a, b);
    expect(wilcoxonP).toBeCloseTo(p, 12);
    expect(ties).toBe(0);
  });

  test("sign flips of differences of very different sizes: every pattern, in whole numbers", () => {
    const random = new RandomSequence(12345, "noise");
    for (let sample = 0; sample < 12; sample++) {
      const n = 6 + (sample % 6);
      // Cauchy's distribution, cubed: most of the sum is one difference
      const differences = Array.from({ length: n }, () => (random.normal() / random.normal()) ** 3 + (sample % 3));
      const whole = differences.map((d) => BigInt(Math.round(d * 2 ** 20)));
      const exact = whole.map((d) => Number(d) / 2 ** 20);
      const size = (sum: bigint) => (sum < 0n ? -sum : sum);
      const found = size(whole.reduce((sum, d) => sum + d, 0n));
      let extreme = 0;
      for (let pattern = 0; pattern < 2 ** n; pattern++)
        if (size(whole.reduce((sum, d, i) => sum + ((pattern >> i) & 1 ? d : -d), 0n)) >= found) extreme++;
      expect(signFlip(exact).p).toBe(extreme / 2 ** n);
    }
  });

  test("shares and decimals are counted, whatever they are in binary, and beside them nothing is", () => {
    const random = new RandomSequence(8, "noise");
    for (const rows of [7, 100, 333, 10007, 60000, 1000000]) {
      const counts = Array.from({ length: 10 }, () => Math.floor(rows * 0.9) - random.below(Math.ceil(rows / 9)));
      const base = counts.map((count, i) => count + (i % 3) - 1);
      for (const share of [
        (count: number) => count / rows,
        (count: number) => 100 * (count / rows),
        (count: number) => (100 * count) / rows,
      ]) {
        const found = differencesOf(base.map(share), counts.map(share));
        expect(new Set(found.map(Math.abs)).size).toBe(2); // none, and one row
        for (const [i, d] of found.entries()) expect(Math.sign(d)).toBe((i % 3) - 1);
      }
    }
    const values = Array.from({ length: 400 }, () => 97 + random.normal());
    const others = Array.from({ length: 400 }, () => 97 + random.normal());
    expect(differencesOf(values, others)).toEqual(values.map((value, i) => value - (others[i] as number)));
  });
});

describe("13.26: a few values beside many are counted, too", () => {
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
  // scipy.stats.mannwhitneyu, exact
  test.each<[readonly number[], number, number]>([
    [[1000, 1001, 1002], 900, 1.6351672008744286e-8],
    [[3.5, 700.5, 801.5], 900, 0.7432266121565149],
    [[1e9, 2e9], 1251, 2.549791044623893e-6],
  ])("%j beside %i", (few, count, p) => {
    const found = mannWhitney(few, upTo(count));
    expect(found.exact).toBe(true);
    expect(found.p / p).toBeCloseTo(1, 8);
    expect(mannWhitney(upTo(count), few).p).toBe(found.p);
  });

  test("where that takes too long, they are not", () => {
    expect(mannWhitney(upTo(60), upTo(60)).exact).toBe(false);
    expect(mannWhitney(upTo(59), upTo(59)).exact).toBe(true);
  });
});
