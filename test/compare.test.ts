import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Comparison, Series } from "#analysis";
import { comparisonSentence } from "#report";
import { compared, compareSeries } from "./madeUpSeries.ts";
import { runCli } from "./runCli.ts";

const series = (name: string, values: readonly number[], changes: Partial<Series> = {}): Series => ({
  name,
  bySeed: new Map(values.map((value, seed) => [seed, value])),
  seeds: [...Array(changes.planned ?? values.length).keys()],
  planned: values.length,
  failed: 0,
  diverged: 0,
  pruned: 0,
  withDeadClasses: 0,
  numerics: [],
  selectedOn: "heldOut",
  ...changes,
});
const base = [98.1, 98.3, 98.2, 98.0, 98.4, 98.1, 98.2, 98.3, 98.1, 98.2];
const by = (shift: (value: number, i: number) => number) => base.map((value, i) => value + shift(value, i));

describe("a comparison in words", () => {
  test("of configurations without a common seed is one of independent samples", () => {
    const other = { ...series("other", base), bySeed: new Map(base.map((value, i) => [100 + i, value + 0.3 + 0.001 * i])) };
    const [comparison] = compareSeries(series("none", base), [other]);
    expect(comparison?.independent?.difference).toBeCloseTo(0.3045, 10);
    expect(comparisonSentence(comparison as Comparison)).toMatch(
      /^other: no seed in common with none; as independent samples of 10 and 10 runs they differ by \+0\.30 points, Welch p = \S+, Mann–Whitney p = \S+, not corrected\./,
    );
  });

  test("says by how much, on how many seeds, and how sure that is after correction", () => {
    const better = series(
      "dropout 0.4",
      by((_, i) => 0.3 + 0.01 * i),
    );
    const same = series(
      "dropout 0.1",
      by((_, i) => 0.1 * (-1) ** i),
    );
    const [first, second] = compareSeries(series("none", base), [better, same]).map(comparisonSentence);
    // the sign-flip p of ten equal signs is 2 / 2¹⁰ = 0.00195, twice that after Holm over two
    expect(first).toBe("dropout 0.4 is better than none by 0.34 points [0.32, 0.37], on 10 of 10 seeds, p = 0.0039 after Holm over 2.");
    expect(second).toMatch(
      /^No evidence that dropout 0\.1 differs from none: 0\.00 points \[−0\.08, 0\.08\], better on 5 of 10 seeds, p = 1 after Holm over 2\./,
    );
  });

  test("says worse, equivalent, equal and incomparable", () => {
    const none = series("none", base);
    const sentence = (other: Series, margin?: number) => compareSeries(none, [other], margin).map(comparisonSentence)[0];
    expect(
      sentence(
        series(
          "a",
          by((_, i) => -1 - 0.1 * (i % 3)),
        ),
      ),
    ).toMatch(/^a is worse than none by 1\.09 points \[1\.03, 1\.15\], on 10 of 10 seeds, p = 0\.002\.$/);
    expect(
      sentence(
        series(
          "a",
          by((_, i) => 0.02 * (-1) ** i),
        ),
        0.1,
      ),
    ).toMatch(/^a and none are equivalent within 0\.1 points: .*two one-sided tests/);
    const wide = series(
      "a",
      by((_, i) => 0.5 * (-1) ** i),
    );
    expect(sentence(wide, 0.2)).toMatch(
      /^No evidence .* That they are equivalent within 0\.2 points is not shown, p = [^ ]+ \(two one-sided tests\)\.$/,
    );
    const worse = series(
      "a",
      by((_, i) => -1 - 0.1 * (i % 3)),
    );
    expect(sentence(worse, 2)).toMatch(/p = 0\.002\. It is within 2 points all the same, p = [^ ]+ \(two one-sided tests\)\.$/);
    expect(sentence(worse, 1)).toMatch(/p = 0\.002\. That it is within 1 point is not shown, p = [^ ]+ \(two one-sided tests\)\.$/);
    expect(sentence(series("a", base))).toBe("a gives exactly the accuracy of none on all 10 seeds.");
    expect(sentence(series("a", []))).toBe("a: no seed in common with none, so the two cannot be compared.");
    expect(sentence(series("a", [98]))).toBe("a: only one seed in common with none, so the two cannot be compared.");
  });

  test("does not promise what few pairs cannot give", () => {
    const [sentence] = compareSeries(series("none", base.slice(0, 4)), [series("a", by((_, i) => 1 + 0.1 * i).slice(0, 4))]).map(
      comparisonSentence,
    );
    expect(sentence).toMatch(/^No evidence .* p = 0\.12\. .*With 4 pairs p cannot fall below 0\.12: at least 6 seeds are needed\.$/);
  });
});

describe("warnings tell what to do about", () => {
  const warned = (changes: Partial<Series>, values = base) => {
    const all = [series("none", base), series("a", values, changes)];
    return compared(all).warnings;
  };
  test("nothing, where nothing is wrong", () => {
    expect(warned({})).toBe("");
  });
  test.each([
    ["few pairs", {}, base.slice(0, 4), /^only 4 pairs: the smallest two-sided p that 4 can give is 0\.12; run at least 6 seeds/],
    ["lost classes", { withDeadClasses: 3 }, base, /^a class is lost in some runs of a \(3 of 10 runs\); .*--protocol sound/],
    ["two groups of runs", {}, [88, 88.1, 88.2, ...base.slice(3)], /\nruns fall into two groups: a \(9\.8 points apart\)/],
    [
      "an interval that the test contradicts",
      {},
      by((_, i) => (i === 0 ? 30 : 0.1)),
      /^the t-interval includes 0 although the sign-flip test shows a difference: a \(p = 0\.002\)/,
    ],
    ["selection on the test examples", { selectedOn: "test" }, base, /^the iteration was chosen on the test examples.*--protocol sound/],
    [
      "failed, diverged, pruned and unfinished runs",
      { planned: 18, failed: 1, diverged: 2, pruned: 3 },
      base,
      /^runs diverged: a \(2 of 18 runs\); (.*\n)*.*a \(of 18 runs 1 failed, 3 pruned, 2 not finished\)/,
    ],
    ["seeds without a pair", { planned: 8 }, base.slice(0, 8), /1 comparison leaves out runs whose seed the other side lacks/],
  ] as const)("%s", (_, changes, values, says) => {
    expect(warned(changes, [...values])).toMatch(says);
  });
});

test("droplab compare reads a sweep, in words and as JSON", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "droplab-"));
  await runCli(["sweep", "--protocol", "sound", "--model", "mlp(16)", "--learning-rate", "0.001,0.00001", "-i", "30", "-r", "6"], { cwd });
  const [{ id }] = JSON.parse((await runCli(["list", "--json"], { cwd })).stdout);
  const { stdout, code } = await runCli(["compare", id], { cwd });
  expect((await runCli(["compare", id, id], { cwd })).stdout).toBe(stdout); // named twice it is one
  expect(stdout).toMatch(
    /\nlearningRate 0\.00001 is worse than learningRate 0\.001 by \d+\.\d\d points \[.*\], on 6 of 6 seeds, p = 0\.031\.\n/,
  );
  expect(stdout).toMatch(/\nlearningRate 0\.00001 +├─*●─*┤ +┊\n/);
  expect(code).toBe(0);
  const shown = (await runCli(["show", id], { cwd })).stdout;
  expect(shown).toMatch(/\nlearningRate\s+runs +mean accuracy, % +\+\/- +95% interval/);
  expect(shown).toContain("┃ the mean");
  const trial = await runCli(["show", /\n([0-9a-f]{10}) /.exec(shown)?.[1] as string], { cwd });
  expect(trial.code).toBe(0);
  const { series, comparisons, warnings } = JSON.parse((await runCli(["compare", id, "--json", "--baseline", "0.00001,"], { cwd })).stdout);
  expect(comparisons).toMatchObject([
    { baseline: "learningRate 0.00001", other: "learningRate 0.001", accuracyDifference: { pairs: 6, wins: 6 }, p: 2 / 64 },
  ]);
  expect(warnings).toEqual([]);
  const [first] = series;
  const values: number[] = Object.values(first.accuracyBySeed);
  for (const value of values) expect(value).toSatisfy((share: number) => share >= 0 && share <= 1);
  expect(first.accuracy).toMatchObject({ n: 6, mean: expect.closeTo(values.reduce((sum, value) => sum + value, 0) / 6, 12) });
  expect(first.accuracyBootstrap.low).toBeLessThan(first.accuracy.mean);
  expect(first.accuracyBootstrap.high).toBeGreaterThan(first.accuracy.mean);
  expect(await runCli(["compare", "nothing"], { cwd })).toMatchObject({
    code: 2,
    stderr: "droplab: nothing: there is no such experiment; droplab list names them\n",
  });
});
