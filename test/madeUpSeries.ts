import { type Comparison, compareAll, type Series, warningsFor } from "#analysis";
import { comparisonSentence } from "#report";
import type { Setup } from "../src/analysis/setup.ts";

export const series = (name: string, values: readonly number[], changes: Partial<Series> = {}): Series => ({
  name,
  bySeed: new Map(values.map((value, seed) => [seed, value])),
  seeds: [...(changes.bySeed?.keys() ?? Array(changes.planned ?? values.length).keys())],
  planned: changes.bySeed?.size ?? values.length,
  failed: 0,
  diverged: 0,
  pruned: 0,
  withDeadClasses: 0,
  selectedOn: "heldOut",
  numerics: [],
  ...changes,
});
export const setup = (trials: string, changes: Partial<Setup> = {}): Setup => ({
  trials,
  dataset: "a.csv",
  testHash: "1",
  fields: {},
  ...changes,
});
/** Accuracies in percent of counts of right examples. */
export const of = (rows: number, counts: readonly number[]) => counts.map((count) => 100 * (count / rows));
export const base = of(10000, [9810, 9830, 9820, 9800, 9840, 9812, 9823, 9831, 9815, 9826]);
export const plus = (points: (i: number) => number) => base.map((value, i) => value + points(i));
export const compared = (all: readonly Series[], margin?: number) => {
  const items = all.map((one) => ({ series: one }));
  const each = compareAll(items, items[0] as (typeof items)[number], margin);
  const comparisons = each.flatMap(({ comparison }) => comparison ?? []);
  return { comparisons, sentences: comparisons.map(comparisonSentence), warnings: warningsFor(each).join("\n") };
};
/** The comparisons of others with a baseline, in their order. */
export const compareSeries = (baseline: Series, others: readonly Series[], margin?: number): Comparison[] =>
  compared([baseline, ...others], margin).comparisons;
