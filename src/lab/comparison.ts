import { holm } from "./statistics/adjust.ts";
import { bcaInterval } from "./statistics/bootstrap.ts";
import { comparePaired, differencesOf, equivalenceP, type PairedComparison } from "./statistics/paired.ts";
import { detectableDifference, pairsNeeded } from "./statistics/power.ts";
import { deviationOf, type Interval } from "./statistics/sample.ts";

/** The runs of one configuration: its results by seed, in percent, and what became of the others. */
export interface Series {
  readonly name: string;
  /** Of the runs that are done, diverged ones too. */
  readonly bySeed: ReadonlyMap<number, number>;
  readonly planned: number;
  readonly failed: number;
  readonly diverged: number;
  readonly pruned: number;
  readonly withDeadClasses: number;
  readonly selectedOn: "test" | "heldOut";
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
    };
  });
  const testable = found.filter(({ p }) => !Number.isNaN(p));
  const adjusted = holm(testable.map(({ p }) => p));
  return found.map((comparison) => {
    const index = testable.indexOf(comparison);
    return { ...comparison, adjustedP: index < 0 ? Number.NaN : (adjusted[index] as number), comparisons: testable.length };
  });
}

/** What a reader must know before believing the comparisons, each with what to do. */
export function warningsFor(series: readonly Series[], comparisons: readonly Comparison[]): string[] {
  const warnings: string[] = [];
  const fewest = Math.min(...comparisons.map(({ paired }) => paired.pairs));
  if (comparisons.length && fewest < 6)
    warnings.push(
      `only ${fewest} pairs: the smallest two-sided p that ${fewest} can give is ${smallestP(fewest)}; run at least 6 seeds (--reps)`,
    );
  for (const { name, withDeadClasses, bySeed } of series)
    if (withDeadClasses)
      warnings.push(
        `${name}: a class is lost in ${withDeadClasses} of ${bySeed.size} runs, so its runs have several modes and its mean says little; look at the single runs, or use linear logits (--protocol sound)`,
      );
  for (const { name, bySeed } of series) {
    const gap = largestGap([...bySeed.values()]);
    if (gap && !series.find((one) => one.name === name)?.withDeadClasses)
      warnings.push(
        `${name}: its runs fall into two groups ${gap.toFixed(1)} points apart; look at the single runs before comparing means`,
      );
  }
  if (series.some(({ selectedOn }) => selectedOn === "test"))
    warnings.push(
      "the iteration was chosen on the test images, so every accuracy is too high by an unknown amount; --protocol sound chooses on held-out images",
    );
  for (const { name, planned, failed, diverged, pruned, bySeed } of series) {
    const what = [failed && `${failed} failed`, diverged && `${diverged} diverged`, pruned && `${pruned} pruned`].filter(Boolean);
    const missing = planned - bySeed.size - failed - pruned;
    if (missing > 0) what.push(`${missing} not finished`);
    if (what.length)
      warnings.push(
        `${name}: of ${planned} runs ${what.join(", ")}; diverged runs count with their accuracy, the others are missing from the comparison`,
      );
  }
  const unpaired = comparisons.filter((comparison) => comparison.unpaired > 0);
  if (unpaired.length)
    warnings.push(`${unpaired.length} comparisons leave out runs whose seed the other side lacks; run the same seeds on both sides`);
  return warnings;
}

const smallestP = (pairs: number): string => (pairs < 1 ? "1" : String(Number((2 / 2 ** pairs).toPrecision(2))));

/** The gap between two groups of runs, where it is wider than both groups together and each has two runs. */
function largestGap(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  for (let i = 2; i <= sorted.length - 2; i++) {
    const [low, high] = [sorted[i - 1] as number, sorted[i] as number];
    const spread = low - (sorted[0] as number) + (sorted.at(-1) as number) - high;
    if (high - low > 2 * spread && high - low > 1) return high - low;
  }
  return undefined;
}
