import { expect, test } from "vitest";
import { differencesFigure } from "../src/report/figures/differencesFigure.ts";
import { base, compared, of, plus, series } from "./madeUpSeries.ts";

test("13.27: what p cannot fall below after Holm is said of the first that is shown", () => {
  const few = series("a", [...base.slice(0, 2).map((value) => value + 1)]);
  const other = series(
    "b",
    plus((i) => 1 + i / 100),
  );
  const { sentences, warnings } = compared([series("none", base), few, other]);
  expect(sentences[0]).toContain(
    "With 2 pairs p cannot fall below 0.5, even before Holm's correction: at least 6 seeds are needed, and 7 if no other is shown.",
  );
  expect(warnings).toContain(
    "the smallest two-sided p that 2 can give is 0.5, even before Holm's correction over 2 comparisons; run at least 7 seeds",
  );
  // six pairs that differ were enough where the other was shown first
  const six = series(
    "a",
    base.map((value, i) => (i < 6 ? value + 1 + i / 100 : value)),
  );
  const shown = compared([series("none", base), six, other]);
  expect(shown.comparisons.map(({ verdict }) => verdict)).toEqual(["better", "better"]);
  expect(shown.warnings).not.toContain("equal ones are no evidence");
  // where the other is not shown they are not
  const weak = series(
    "b",
    plus((i) => (i % 2 ? 1 : -1) + i / 100),
  );
  const open = compared([series("none", base), six, weak]);
  expect(open.sentences[0]).toMatch(
    /with 6 p after Holm over 2 falls below 5% only if another is shown, too; without that at least 7 must differ\.$/,
  );
  expect(open.warnings).toContain(
    "the smallest two-sided p that 6 can give is 0.031, which Holm's correction over 2 comparisons leaves below 5% only if another is shown, and none are;",
  );
  // five are never, though Holm may leave their p as it is
  const five = series(
    "five",
    base.map((value, i) => (i < 5 ? value + 1 + i / 100 : value)),
  );
  expect(compared([series("none", base), five, six]).sentences[0]).toMatch(
    /with 5 p cannot fall below 0\.062, even before Holm's correction; at least 6 must differ, and 7 if no other is shown\.$/,
  );
});

test("13.22: where the test examples differ, each is held against the most frequent class of its own", () => {
  const one = series("splitSeed 1", of(100, [59, 59]), { majority: 60 });
  const two = series("splitSeed 2", of(100, [69, 69]), { majority: 70 });
  expect(compared([one, two]).warnings).toContain(
    "always naming the most frequent class would be right for as many of the test examples, and no more is reached by splitSeed 1 (59.00% for 60.00%), splitSeed 2 (69.00% for 70.00%):",
  );
});

test("13.30: accuracies of seeds that only one side was to run are told, however many runs have none", () => {
  // seeds 0 and 1 diverged on both sides; the baseline alone ran 4 and 5
  const without = (seeds: readonly number[], planned: readonly number[]) => ({
    bySeed: new Map(seeds.map((seed) => [seed, base[seed] as number])),
    seeds: planned,
    planned: planned.length,
    diverged: 2,
  });
  const leavesOut = (other: ReturnType<typeof without>) =>
    /leaves out runs whose seed/.test(
      compared([series("none", [], without([2, 3, 4, 5], [0, 1, 2, 3, 4, 5])), series("a", [], other)]).warnings,
    );
  expect(leavesOut(without([2, 3], [0, 1, 2, 3]))).toBe(true);
  expect(leavesOut(without([2, 3], [0, 1, 2, 3, 4, 5]))).toBe(false);
});

test("13.30: runs that failed are not seeds that were not run", () => {
  const failed = series("a", [], { planned: 6, failed: 6, seeds: [0, 1, 2, 3, 4, 5] });
  const { sentences, warnings } = compared([series("none", base.slice(0, 6)), failed]);
  expect(sentences).toEqual(["a cannot be compared with none: none of the 6 runs of a has an accuracy."]);
  expect(warnings).toBe("not every run came to its end: a (of 6 runs 6 failed); they are missing from the comparison");
  const one = series("a", base.slice(0, 1), { planned: 6, failed: 5 });
  expect(compared([series("none", base.slice(0, 6)), one]).sentences).toEqual([
    "a: only one seed on which none has an accuracy, too, so the two cannot be compared.",
  ]);
});

test("13.22: a configuration that does no better than the most frequent class is said to be so", () => {
  const rows = (counts: readonly number[]) => of(100, counts);
  const collapsed = series("learningRate 6", rows([80, 80, 80, 80, 80, 80, 80, 80]), { majority: 80 });
  const learned = series("learningRate 0.3", rows([66, 67, 64, 70, 68, 66, 65, 69]), { majority: 80 });
  expect(compared([learned, collapsed]).warnings).toContain(
    "always naming the most frequent class would be right for 80.00% of the test examples, and no more is reached by learningRate 0.3 (66.88%), learningRate 6 (80.00%)",
  );
  expect(compared([series("a", rows([90, 91]), { majority: 80 }), series("b", rows([85, 99]))]).warnings).not.toContain(
    "most frequent class",
  );
});

test("13.29: four runs are too few to be called two groups: of one normal distribution 1 in 13 fall apart so far", () => {
  const two = [80, 80.1, 86, 86.1];
  expect(compared([series("a", two), series("b", two)]).warnings).not.toContain("two groups");
  const six = [...two, 80.2, 86.2];
  expect(compared([series("a", six), series("b", six)]).warnings).toContain("two groups: a (5.8 points apart)");
});

test("13.31: what choosing on the test examples is worth shows on which side of 0 it is", () => {
  const optimism = (points: number) => ({ runs: 4, points, interval: { low: points - 0.0015, high: points + 0.2, level: 0.95 } });
  const none = series("none", base);
  const chosen = (points: number) => series("a", base, { selectedOn: "test", optimism: optimism(points) });
  expect(compared([chosen(0.001), none]).warnings).toContain("is worth 0.001 points [−0.0005, 0.20] over 4 runs of a");
});

test("13.31: the words of the figure of differences show on which side of 0 an interval ends", () => {
  const { comparisons } = compared([
    series("none", base),
    series(
      "a",
      plus((i) => 0.1 + 0.1344 * (i % 2 ? 1 : -1)),
    ),
  ]);
  expect(differencesFigure(comparisons, "none", 760)?.panels[0]?.alt).toContain("a: 0.10 points, interval −0.001 to 0.20");
});

test("13.31: the best of many has a flattered lead only where it is ahead of the baseline", () => {
  const lower = plus(() => -2);
  const said = (best: readonly number[]) => compared([series("none", base), series("a", lower), series("b", best)]).warnings;
  expect(said(plus(() => 1))).toContain("the best of 3 configurations was found by looking at these very runs, so its lead is flattered");
  expect(said(lower)).not.toContain("flattered");
  expect(said(base)).not.toContain("flattered");
});

test("13.27: p that only others could leave below 5% is said to fall there in no case, where they have as few pairs", () => {
  const six = (name: string, ahead: number) =>
    series(
      name,
      base.slice(0, 6).map((value, i) => value + ahead + i / 100),
    );
  const { comparisons, sentences, warnings } = compared([six("none", 0), six("a", 1), six("b", 2), six("c", 3)]);
  expect(comparisons.map(({ verdict, mostShown }) => [verdict, mostShown])).toEqual(Array(3).fill(["open", 0]));
  for (const sentence of sentences)
    expect(sentence).toMatch(/With 6 pairs p after Holm over 3 cannot fall below 5%, as no other can: at least 7 seeds are needed\.$/);
  expect(warnings).toContain(
    "which Holm's correction over 3 comparisons leaves below 5% in no case, as too few others can be shown; run at least 7",
  );
});

test("13.27: what is shown to be equivalent needs no more seeds", () => {
  const equal = series("a", [...base.slice(0, 5).map((value, i) => value + (i % 2 ? 0.01 : -0.01)), ...base.slice(5)]);
  const { comparisons, warnings } = compared([series("none", base, { testRows: 10000 }), equal], 0.7);
  expect(comparisons[0]?.verdict).toBe("equivalent");
  expect(warnings).not.toContain("run more seeds");
});
