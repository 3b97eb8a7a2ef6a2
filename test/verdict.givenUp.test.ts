import { describe, expect, test } from "vitest";
import { comparisonTable } from "#report";
import { base, compared, of, plus, series } from "./madeUpSeries.ts";

test("13.29: a difference of nothing has no sign", () => {
  // of 66 rows: 0, +1, 0, 0, +1 and −2 more are right
  const [none, a] = [
    [40, 41, 42, 43, 44, 45],
    [40, 42, 42, 43, 45, 43],
  ].map((counts) => of(66, counts));
  const { comparisons, sentences } = compared([series("none", none as number[]), series("a", a as number[])]);
  expect(comparisons[0]?.paired.meanDifference).toBe(0);
  expect(sentences[0]).toMatch(/^No evidence that a differs from none: 0\.00 points \[−1\.74, 1\.74\], better on 2 of 6 seeds, equal on 3/);
  expect(comparisonTable(comparisons, 200).join("\n")).not.toContain("−0.00");
});

describe("13.28: a pair that a sweep gave up", () => {
  test("has no p, since its number of seeds was decided by looking at them, and counts as one that is not shown", () => {
    // ahead on the six seeds of the first look: 2 / 2 ** 6 would be below 5%
    const ahead = series("a", plus((i) => 1 + i / 100).slice(0, 6), { planned: 10, pruned: 4 });
    const other = series(
      "b",
      plus((i) => (i ? 0.2 + i / 50 : -0.1)),
    );
    const { comparisons, sentences, warnings } = compared([series("none", base), ahead, other], 2);
    expect(comparisons[0]).toMatchObject({ verdict: "givenUp", p: Number.NaN, adjustedP: Number.NaN });
    expect(comparisons[0]?.equivalence).toMatchObject({ p: Number.NaN, adjustedP: Number.NaN });
    expect(sentences[0]).toBe(
      "a was given up as behind another configuration (--prune): a differs from none by +1.02 points [1.01, 1.04] over the 6 seeds that both have. Their number was decided by looking at them, so no p is given.",
    );
    expect(comparisons[1]?.p).toBe((2 * 2) / 2 ** 10);
    expect(comparisons[1]).toMatchObject({ comparisons: 2, adjustedP: (2 * 2 * 2) / 2 ** 10, verdict: "better" });
    expect(warnings).not.toContain("only 6 pairs");
    const behind = compared([{ ...ahead, name: "none" }, series("b", base)]);
    expect(behind.sentences[0]).toMatch(/^none was given up as behind another configuration \(--prune\): b differs from none by −1\.02/);
    expect(behind.comparisons[0]?.verdict).toBe("givenUp");
  });
});

test("13.29: fewer than six pairs have no bootstrap interval: their means lie within the least and the greatest", () => {
  const of = (n: number) =>
    compared([series("none", base.slice(0, n)), series("a", plus((i) => i / 10).slice(0, n))]).comparisons[0]?.bootstrap.low;
  // n values cover 1 − 2^(1 − n) at most: 94% with five, 97% with six
  expect(of(5)).toBeNaN();
  expect(of(6)).toBeGreaterThan(0);
});
