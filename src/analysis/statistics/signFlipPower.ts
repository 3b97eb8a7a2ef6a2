import { RandomSequence } from "#engine";
import { binomialMean } from "./binomialMean.ts";
import { fewestPairs, leastEffect, normalGuess, pairedPower } from "./power.ts";
import { signedSumTail } from "./signedSumTail.ts";
import { sumsFrom } from "./signFlip.ts";

/** The level at which a difference counts as shown. */
export const LEVEL = 0.05;
const SAMPLES = 2000;
/** Of Simpson's rule: enough for four digits of the power, in a search that asks for it a hundred times. */
const FEW_STEPS = 60;
/** Up to so many pairs the p of a simulated sample is counted; beyond it is approximated. */
const MOST_COUNTED = 20;

/**
 * Up to as many pairs the power is found by simulation: beyond, the test is as powerful as the t-test on normal differences, to one in a
 * hundred.
 */
const mostSimulated = (comparisons: number): number => Math.max(16, 2.5 * Math.log2(comparisons / LEVEL));

/**
 * The smallest two-sided p that the sign-flip test of so many pairs that differ can give, after Holm's correction over so many comparisons.
 */
export const smallestP = (differing: number, comparisons: number): number => Math.min(1, (comparisons * 2) / 2 ** differing);

/**
 * How many other comparisons must be shown for so many pairs that differ to show anything after Holm's correction: each that is takes one
 * off the factor of the next. Infinity where even an uncorrected p could not be small enough.
 */
export function shownBefore(differing: number, comparisons: number): number {
  if (smallestP(differing, 1) >= LEVEL) return Number.POSITIVE_INFINITY;
  return Math.max(0, comparisons - Math.ceil((LEVEL / 2) * 2 ** differing) + 1);
}

/** How many comparisons at most can be shown, of each of which so many pairs differ: those with the most come first, as Holm takes them. */
export function mostShown(differing: readonly number[]): number {
  const falling = differing.toSorted((a, b) => b - a);
  const stop = falling.findIndex((pairs, before) => shownBefore(pairs, differing.length) > before);
  return stop < 0 ? falling.length : stop;
}

/** The pairs that must differ for a p below the level to be possible. */
export const pairsFor = (comparisons: number): number => Math.floor(Math.log2((2 * comparisons) / LEVEL)) + 1;

/** Several pairs of which some differ. */
export interface Pairs {
  /** The share of pairs that differ; 1 unless given. How many of so many pairs do is then a matter of chance. */
  readonly share?: number;
  /** Over how many comparisons Holm's correction goes; 1 unless given. */
  readonly comparisons?: number;
}

/**
 * How likely n pairs show a difference by the sign-flip test after Holm's correction, if it is the only one that there is: then its p must
 * be below level / comparisons. Each pair differs with the given share; these differences are normal, with a mean of `effect` standard
 * deviations.
 */
export const signFlipPower = (effect: number, n: number, { share = 1, comparisons = 1 }: Pairs = {}): number =>
  binomialMean(n, share, (differing) => powerOf(Math.abs(effect), differing, comparisons));

/** The same of pairs that all differ. */
function powerOf(effect: number, n: number, comparisons: number): number {
  if (smallestP(n, comparisons) >= LEVEL) return 0;
  if (n > mostSimulated(comparisons)) return pairedPower(effect, n, LEVEL / comparisons, FEW_STEPS);
  const needed = neededEffects(n, comparisons);
  // those at most `effect`, by bisection
  let [from, to] = [0, needed.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((needed[middle] as number) <= effect) from = middle + 1;
    else to = middle;
  }
  return from / needed.length;
}

const known = new Map<string, Float64Array>();

/** Of samples of n standard normal numbers: what must be added to all, at least, for the test to show it; in order. */
function neededEffects(n: number, comparisons: number): Float64Array {
  const key = `${n} ${comparisons}`;
  const found = known.get(key);
  if (found) return found;
  const random = new RandomSequence(1, "noise", 3);
  // the two-sided p is twice the share of patterns; the more is added, the fewer other signs give as much
  const most = LEVEL / comparisons / 2;
  const needed = Float64Array.from({ length: SAMPLES }, () => {
    const sample = Array.from({ length: n }, () => random.normal());
    return leastEffect((effect) => {
      const differences = sample.map((z) => z + effect);
      const sum = differences.reduce((total, d) => total + d, 0);
      return sum > 0 && shareFrom(differences, sum) < most;
    }, EFFECT_STEPS);
  }).sort();
  known.set(key, needed);
  return needed;
}

/** The share of the sign patterns with a sum of at least the given. */
function shareFrom(values: readonly number[], sum: number): number {
  if (values.length <= MOST_COUNTED) return sumsFrom(values, sum * (1 - 1e-12)) / 2 ** values.length;
  return signedSumTail(values, sum);
}

const EFFECT_STEPS = { steps: 12 };
const POWER = 0.8;
/** From 1e6 standard deviations on all signs are equal. */
const SURE = 1e6;

/**
 * The mean difference that n pairs show with power 0.8 by the sign-flip test after Holm's correction, in the unit of `deviation`, the
 * standard deviation of the differences of pairs that differ. Infinity where no difference has that power, however large.
 */
export function showableDifference(n: number, deviation: number, pairs: Pairs = {}): number {
  const { share = 1, comparisons = 1 } = pairs;
  const key = `${n} ${share} ${comparisons}`;
  const isShowable = (effect: number) => signFlipPower(effect, n, pairs) >= POWER;
  // hundreds of configurations have the same number of pairs
  const effect = showable.get(key) ?? (isShowable(SURE) ? leastEffect(isShowable, { steps: 20 }) : Number.POSITIVE_INFINITY);
  showable.set(key, effect);
  return effect === Number.POSITIVE_INFINITY ? effect : share * deviation * effect;
}

const showable = new Map<string, number>();

/** How many pairs show a mean difference by the same test with power 0.8; infinity where 100,000 do not. */
export function pairsToShow(difference: number, deviation: number, pairs: Pairs = {}): number {
  const { share = 1, comparisons = 1 } = pairs;
  const effect = Math.abs(difference) / share / deviation;
  const guess = normalGuess(effect, POWER, LEVEL / comparisons) / share;
  return fewestPairs((n) => effect > 0 && signFlipPower(Math.min(effect, SURE), n, pairs) >= POWER, {
    least: pairsFor(comparisons),
    guess,
  });
}
