import { numericsNote } from "../numericsNote.ts";
import { meanOf } from "../statistics/sample.ts";
import type { Comparison, Series } from "./comparison.ts";

/** Configurations that one sentence names; of more it gives the number. */
const MOST_NAMED = 4;

/** What a reader must know before believing the comparisons, each with what to do. */
export function warningsFor(series: readonly Series[], comparisons: readonly Comparison[]): string[] {
  return [
    ...otherDigits(series),
    ...fewPairs(comparisons),
    ...lostClasses(series),
    ...twoGroups(series),
    ...intervalsWithZero(comparisons),
    ...chosenOnTest(series),
    ...missingRuns(series),
    ...unpairedRuns(comparisons),
    ...bestOfMany(series),
  ];
}

function fewPairs(comparisons: readonly Comparison[]): string[] {
  const tested = comparisons.find((comparison) => comparison.comparisons > 0)?.comparisons ?? 1;
  const fewest = Math.min(...comparisons.map(({ paired }) => paired.pairs));
  if (!comparisons.length || smallestP(fewest, tested) < LEVEL) return [];
  const smallest = Number(smallestP(fewest, tested).toPrecision(3));
  const pairs = `${fewest} ${fewest === 1 ? "pair" : "pairs"}`;
  const after = tested > 1 ? ` after Holm's correction over ${tested} comparisons` : "";
  return [
    `only ${pairs}: the smallest two-sided p that ${fewest} can give${after} is ${smallest}; run at least ${pairsFor(tested)} seeds (--reps)`,
  ];
}

function otherDigits(series: readonly Series[]): string[] {
  const numerics = series.flatMap((one) => one.numerics);
  const note = numericsNote(numerics);
  if (!note) return [];
  const mixed = new Set(numerics).size > 1;
  return [
    mixed
      ? `runs are ${note}: what differs between configurations may be that, and not what was varied; run all of them anew with one droplab on one kind of device`
      : `the runs are ${note}; this droplab's numbers differ from theirs, so they are repeated with other digits`,
  ];
}

const LEVEL = 0.05;

/** The smallest p that the sign-flip test of so many pairs can give, after Holm's correction over so many comparisons. */
export const smallestP = (pairs: number, comparisons: number): number => Math.min(1, (comparisons * 2) / 2 ** pairs);

/** The pairs with which a p below the level is possible. */
export const pairsFor = (comparisons: number): number => Math.floor(Math.log2((2 * comparisons) / LEVEL)) + 1;

function lostClasses(series: readonly Series[]): string[] {
  const found = series.filter(({ withDeadClasses }) => withDeadClasses > 0);
  if (!found.length) return [];
  const which = named(found, ({ withDeadClasses, bySeed }) => `${withDeadClasses} of ${bySeed.size} runs`);
  return [
    `a class is lost in some runs of ${which}; such runs have several modes and their mean says little: look at the single runs, or use linear logits (--protocol sound)`,
  ];
}

function twoGroups(series: readonly Series[]): string[] {
  const found = series.flatMap((one) => {
    const gap = one.withDeadClasses ? undefined : largestGap([...one.bySeed.values()]);
    return gap ? [{ ...one, gap }] : [];
  });
  if (!found.length) return [];
  const which = named(found, ({ gap }) => `${gap.toFixed(1)} points apart`);
  return [`runs fall into two groups: ${which}; look at the single runs before comparing means`];
}

function intervalsWithZero(comparisons: readonly Comparison[]): string[] {
  const found = comparisons.filter(({ adjustedP, paired }) => adjustedP < LEVEL && paired.interval.low <= 0 && paired.interval.high >= 0);
  if (!found.length) return [];
  const which = named(
    found.map((one) => ({ ...one, name: one.other })),
    ({ adjustedP }) => `p = ${Number(adjustedP.toPrecision(2))}`,
  );
  return [
    `the t-interval includes 0 although the sign-flip test shows a difference: ${which}; the differences are far from normal, so trust the test and the single runs, not the interval`,
  ];
}

function chosenOnTest(series: readonly Series[]): string[] {
  const chosen = series.filter(({ selectedOn }) => selectedOn === "test");
  if (!chosen.length) return [];
  const measured = chosen.flatMap(({ name, optimism }) => (optimism ? [{ name, ...optimism }] : []));
  if (!measured.length)
    return [
      "the iteration was chosen on the test images, so every accuracy is too high; by how much, the same command with --protocol post-held-out measures (the same training, chosen on held-out images); --protocol sound does without",
    ];
  const worth = measured.map(({ name, points, interval: { low, high }, runs }) => {
    const spread = Number.isFinite(low) ? ` [${low.toFixed(2)}, ${high.toFixed(2)}]` : "";
    return `${points.toFixed(2)} points${spread} over ${runs} ${runs === 1 ? "run" : "runs"} of ${name}`;
  });
  const shown =
    worth.length > MOST_NAMED
      ? `${meanOf(measured.map(({ points }) => points)).toFixed(2)} points on average over ${worth.length} configurations`
      : worth.join(", ");
  return [
    `the iteration was chosen on the test images, so every accuracy is too high: against a choice on held-out images that is worth ${shown}`,
  ];
}

function missingRuns(series: readonly Series[]): string[] {
  const found = series.flatMap((one) => {
    const { planned, failed, diverged, pruned, bySeed } = one;
    const open = planned - bySeed.size - failed - pruned;
    const what = [
      failed && `${failed} failed`,
      diverged && `${diverged} diverged`,
      pruned && `${pruned} pruned`,
      open > 0 && `${open} not finished`,
    ];
    const text = what.filter(Boolean).join(", ");
    return text ? [{ ...one, text }] : [];
  });
  if (!found.length) return [];
  return [
    `not every run came to its end: ${named(found, ({ planned, text }) => `of ${planned} runs ${text}`)}; diverged runs count with their accuracy, the others are missing from the comparison`,
  ];
}

function unpairedRuns(comparisons: readonly Comparison[]): string[] {
  const { length } = comparisons.filter(({ unpaired }) => unpaired > 0);
  if (!length) return [];
  return [
    `${length} ${length === 1 ? "comparison leaves" : "comparisons leave"} out runs whose seed the other side lacks; run the same seeds on both sides`,
  ];
}

function bestOfMany({ length }: readonly Series[]): string[] {
  if (length < 3) return [];
  return [
    `the best of ${length} configurations was found by looking at these very runs, so its lead is flattered; run it and the baseline again with another --seed to confirm it`,
  ];
}

function named<T extends { readonly name: string }>(found: readonly T[], detail: (one: T) => string): string {
  const shown = found.slice(0, MOST_NAMED).map((one) => `${one.name} (${detail(one)})`);
  const rest = found.length - shown.length;
  return rest ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}

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
