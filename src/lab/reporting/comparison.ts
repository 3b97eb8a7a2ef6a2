import { holm } from "../statistics/adjust.ts";
import { bcaInterval } from "../statistics/bootstrap.ts";
import { comparePaired, differencesOf, equivalenceP, type PairedComparison } from "../statistics/paired.ts";
import { detectableDifference, pairsNeeded } from "../statistics/power.ts";
import { deviationOf, type Interval, meanOf } from "../statistics/sample.ts";
import { mannWhitney } from "../statistics/unpaired.ts";
import { welch } from "../statistics/welch.ts";
import type { Optimism } from "./optimism.ts";

/** The runs of one configuration: its results by seed, in percent, and what became of the others. */
export interface Series {
  readonly name: string;
  /** Of the runs that are done and did not diverge. */
  readonly bySeed: ReadonlyMap<number, number>;
  readonly planned: number;
  readonly failed: number;
  readonly diverged: number;
  readonly pruned: number;
  readonly withDeadClasses: number;
  readonly selectedOn: "test" | "heldOut";
  /** What choosing on the test images is worth, where it was measured. */
  readonly optimism?: Optimism | undefined;
  /** What the digits of its runs are of, each once. */
  readonly numerics: readonly string[];
}

/** One configuration against the baseline, over the seeds that both have. Differences are in points, other − baseline. */
export interface Comparison {
  readonly baseline: string;
  readonly other: string;
  readonly paired: PairedComparison;
  /** Of the mean difference, by the bootstrap. */
  readonly bootstrap: Interval;
  /** The sign-flip p, and the same after Holm's correction over all comparisons. */
  readonly p: number;
  readonly adjustedP: number;
  readonly comparisons: number;
  /** Of equivalence within the margin, where one was given. */
  readonly equivalence: { readonly margin: number; readonly p: number } | null;
  /** The mean difference that so many pairs show with power 0.8 at 5%. */
  readonly detectable: number;
  /** Pairs that would show the difference that was found with power 0.8. */
  readonly needed: number;
  /** Seeds that only one of the two has. */
  readonly unpaired: number;
  /** Where fewer than two seeds are in common: the two as independent samples. */
  readonly independent: IndependentComparison | null;
}

/** Two samples that are not paired: other − baseline, two-sided. */
export interface IndependentComparison {
  readonly runs: readonly [other: number, baseline: number];
  readonly difference: number;
  readonly welchP: number;
  readonly mannWhitneyP: number;
}

function compareIndependent(a: readonly number[], b: readonly number[]): IndependentComparison | null {
  if (a.length < 2 || b.length < 2) return null;
  const group = (values: readonly number[]) => ({
    n: values.length,
    mean: meanOf(values),
    sampleDeviation: deviationOf(values, values.length - 1),
  });
  return {
    runs: [a.length, b.length],
    difference: meanOf(a) - meanOf(b),
    welchP: welch(group(a), group(b)).p,
    mannWhitneyP: mannWhitney(a, b).p,
  };
}

/** Every other configuration against the baseline. Pairs are seeds; fewer than two of them compare as not numbers. */
export function compareAll(baseline: Series, others: readonly Series[], margin?: number): Comparison[] {
  const found = others.map((other) => {
    const seeds = [...baseline.bySeed.keys()].filter((seed) => other.bySeed.has(seed));
    const values = (series: Series) => seeds.map((seed) => series.bySeed.get(seed) as number);
    const paired = comparePaired(values(other), values(baseline));
    const differences = differencesOf(values(other), values(baseline));
    const deviation = deviationOf(differences, differences.length - 1);
    return {
      baseline: baseline.name,
      other: other.name,
      paired,
      bootstrap: seeds.length > 1 ? bcaInterval(differences) : { low: Number.NaN, high: Number.NaN, level: 0.95 },
      p: seeds.length > 1 ? paired.signFlip.p : Number.NaN,
      equivalence: margin === undefined || seeds.length < 2 ? null : { margin, p: equivalenceP(differences, margin) },
      detectable: detectableDifference(seeds.length, deviation),
      needed: pairsNeeded(paired.meanDifference, deviation),
      unpaired: baseline.bySeed.size + other.bySeed.size - 2 * seeds.length,
      independent: seeds.length > 1 ? null : compareIndependent([...other.bySeed.values()], [...baseline.bySeed.values()]),
    };
  });
  const testable = found.filter(({ p }) => !Number.isNaN(p));
  const adjusted = holm(testable.map(({ p }) => p));
  return found.map((comparison) => {
    const index = testable.indexOf(comparison);
    return { ...comparison, adjustedP: index < 0 ? Number.NaN : (adjusted[index] as number), comparisons: testable.length };
  });
}
