import { RandomSequence } from "#engine";
import { fewestPairs, leastEffect, normalGuess, pairedPower } from "./power.ts";
import { sumsFrom } from "./signFlip.ts";

/** The level at which a difference counts as shown. */
export const LEVEL = 0.05;
/** Up to as many pairs the power is found by simulation; beyond, the test is as powerful as the t-test on normal differences. */
const MOST_SIMULATED = 16;
const SAMPLES = 2000;

/** The smallest two-sided p that the sign-flip test of so many pairs that differ can give, after Holm's correction over so many comparisons. */
export const smallestP = (differing: number, comparisons: number): number => Math.min(1, (comparisons * 2) / 2 ** differing);

/** The pairs that must differ for a p below the level to be possible. */
export const pairsFor = (comparisons: number): number => Math.floor(Math.log2((2 * comparisons) / LEVEL)) + 1;

/**
 * How likely n pairs show a difference by the sign-flip test after Holm's correction over so many comparisons, if it is the only one that
 * there is: then its p must be below level / comparisons. The differences are normal, with a mean of `effect` standard deviations.
 */
export function signFlipPower(effect: number, n: number, comparisons = 1): number {
  if (smallestP(n, comparisons) >= LEVEL) return 0;
  if (n > MOST_SIMULATED) return pairedPower(effect, n, LEVEL / comparisons);
  const most = ((LEVEL / comparisons) * 2 ** n) / 2;
  const shown = normalSamples(n).filter((sample) => {
    const differences = sample.map((z) => z + Math.abs(effect));
    const sum = differences.reduce((total, d) => total + d, 0);
    // the two-sided p is twice this count over 2ⁿ
    return sumsFrom(differences, Math.abs(sum) * (1 - 1e-12)) < most;
  });
  return shown.length / SAMPLES;
}

const drawn = new Map<number, readonly (readonly number[])[]>();

/** The same samples for every effect, so that more effect never means less power. */
function normalSamples(n: number): readonly (readonly number[])[] {
  const random = new RandomSequence(1, "noise", 3);
  const samples = drawn.get(n) ?? Array.from({ length: SAMPLES }, () => Array.from({ length: n }, () => random.normal()));
  drawn.set(n, samples);
  return samples;
}

const POWER = 0.8;
const leastEffects = new Map<string, number>();

/** The least effect that n pairs show with power 0.8, in standard deviations; infinity where none is, however large. */
function showableEffect(n: number, comparisons: number): number {
  if (smallestP(n, comparisons) >= LEVEL) return Number.POSITIVE_INFINITY;
  const key = `${n} ${comparisons}`;
  const known = leastEffects.get(key);
  if (known !== undefined) return known;
  const ofT = leastEffect((size) => pairedPower(size, n, LEVEL / comparisons) >= POWER);
  // the sign-flip test needs as much as the t-test or more
  const effect =
    n > MOST_SIMULATED ? ofT : leastEffect((size) => signFlipPower(size, n, comparisons) >= POWER, { from: 0.95 * ofT, steps: 10 });
  leastEffects.set(key, effect);
  return effect;
}

/**
 * The mean difference that n pairs show with power 0.8 by the sign-flip test after Holm's correction, in the unit of `deviation`, the
 * standard deviation of the differences. Infinity where no difference could be shown, however large.
 */
export const showableDifference = (n: number, deviation: number, comparisons = 1): number => showableEffect(n, comparisons) * deviation;

/** How many pairs show a mean difference by the same test with power 0.8; infinity where 100,000 do not. */
export function pairsToShow(difference: number, deviation: number, comparisons = 1): number {
  const effect = Math.abs(difference) / deviation;
  const alpha = LEVEL / comparisons;
  const suffices = (n: number) => (n > MOST_SIMULATED ? pairedPower(effect, n, alpha) >= POWER : showableEffect(n, comparisons) <= effect);
  return fewestPairs((n) => effect > 0 && suffices(n), { least: pairsFor(comparisons), guess: normalGuess(effect, POWER, alpha) });
}
