import { expect, test } from "vitest";
import { splitVariance } from "#analysis";
import { loadResults } from "#experiment";
import { comparisonShares, evaluationTable, seriesShares, trialTable, varianceShares } from "#report";
import { collected } from "./collected.ts";
import { madeUpExperiment } from "./madeUpExperiment.ts";
import { compareSeries, series } from "./madeUpSeries.ts";

test("15.15: what programs read of a comparison is in shares, under names of their own", () => {
  const [base, other] = [series("a", [90, 91, 92, 93]), series("b", [92, 93, 95, 94], { majority: 11.35 })];
  const [comparison] = compareSeries(base, [other], 1);
  const shares = comparisonShares(comparison as NonNullable<typeof comparison>);
  expect(comparison?.paired.meanDifference).toBe(2);
  expect(shares).toMatchObject({
    accuracyDifference: { mean: 0.02, pairs: 4, interval: { low: expect.closeTo((comparison?.paired.interval.low as number) / 100, 12) } },
    equivalence: { accuracyMargin: 0.01 },
  });
  for (const name of ["paired", "bootstrap", "detectable", "calibration"]) expect(shares).not.toHaveProperty(name);
  expect(seriesShares(other)).toMatchObject({ accuracyBySeed: { 0: 0.92, 2: 0.95 }, majorityShare: 0.1135 });
});

test("15.15: so is the variance by source", () => {
  const { all, sources } = varianceShares(splitVariance({ init: [90, 92] }, [90, 94]));
  expect(all).toMatchObject({ accuracyDeviation: expect.closeTo(Math.sqrt(8) / 100, 12), share: 1 });
  expect(sources[0]?.accuracyDeviationInterval.low).toBeLessThan(Math.sqrt(2) / 100);
  expect(sources[0]).not.toHaveProperty("deviation");
});

test("15.15: in exported tables a column of an accuracy is a share, and is called so", async () => {
  const { experiment, source } = madeUpExperiment({ protocol: "sound", reps: 2 }, () => ({ state: "done", accuracy: 0.671 }));
  const results = [await loadResults(source, experiment)];
  for (const { columns, rows } of [trialTable(results), evaluationTable(results)]) {
    expect(columns.map(({ name }) => name).filter((name) => /percent/i.test(name))).toEqual([]);
    const place = columns.findIndex(({ name }) => name === "accuracyShare");
    expect((await collected(rows)).at(-1)?.[place]).toBe(0.671);
  }
});
