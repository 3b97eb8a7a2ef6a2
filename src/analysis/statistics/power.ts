import { chiSquareCdf } from "./chiSquare.ts";
import { stirlingRest } from "./gamma.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { tQuantile } from "./student.ts";

/** Beyond this many standard deviations a normal tail adds nothing. */
const FAR = 9;
const STEPS = 800;
/** Of so many degrees of freedom the deviation of a sample is that of all: power differs by less than its seventh digit. */
const MANY = 1e7;

/**
 * The power of the two-sided paired t-test: how likely n pairs show a difference at the level alpha whose mean is `effect` standard
 * deviations of the differences. From the noncentral t distribution: the power at a given deviation s of the sample, over all s. Where s is
 * so small that the test surely shows the difference, it is the share of such s; in between, Simpson's rule, of an even number of steps.
 */
export function pairedPower(effect: number, n: number, alpha = 0.05, steps = STEPS): number {
  if (!(n >= 2) || !(alpha > 0 && alpha < 1) || Number.isNaN(effect)) return n < 2 ? 0 : Number.NaN;
  const degrees = n - 1;
  const critical = criticalT(alpha, degrees);
  const shift = Math.abs(effect) * Math.sqrt(n);
  if (shift === Number.POSITIVE_INFINITY) return 1;
  if (degrees > MANY) return normalCdf(shift - critical) + normalCdf(-critical - shift);
  const surely = Math.max(0, (shift - FAR) / critical);
  const most = 1 + 12 / Math.sqrt(degrees);
  const [from, to] = [Math.max(surely, 1 - 12 / Math.sqrt(degrees)), Math.min((shift + FAR) / critical, most)];
  const below = chiSquareCdf(degrees * surely * surely, degrees);
  if (from >= to) return below;
  const integrand = (s: number) => deviationDensity(s, degrees) * (normalCdf(shift - critical * s) + normalCdf(-critical * s - shift));
  const h = (to - from) / steps;
  let sum = integrand(from) + integrand(to);
  for (let i = 1; i < steps; i++) sum += integrand(from + i * h) * (i % 2 ? 4 : 2);
  return Math.min(1, below + (sum * h) / 3);
}

const criticals = new Map<string, number>();

/** Student's two-sided critical value; a search for the number of pairs asks for the same ones again and again. */
function criticalT(alpha: number, degrees: number): number {
  const key = `${alpha} ${degrees}`;
  const found = criticals.get(key) ?? -tQuantile(alpha / 2, degrees);
  criticals.set(key, found);
  return found;
}

/** The density of s = √(χ² / ν): 2 (ν / 2)^(ν / 2) / Γ(ν / 2) · s^(ν − 1) e^(−ν s² / 2). */
function deviationDensity(s: number, degrees: number): number {
  const scale = Math.sqrt(degrees / Math.PI) * Math.exp(-stirlingRest(degrees / 2));
  if (s === 0) return degrees === 1 ? scale * Math.exp(0.5) : 0;
  return scale * Math.exp((degrees - 1) * Math.log(s) - (degrees * (s * s - 1)) / 2);
}

/** The mean difference that n pairs show with this power, in the unit of `deviation`, the standard deviation of the differences. */
export function detectableDifference(n: number, deviation: number, power = 0.8, alpha = 0.05): number {
  if (n < 2) return Number.POSITIVE_INFINITY;
  const key = `${n} ${power} ${alpha}`;
  const effect = detectableEffects.get(key) ?? leastEffect((size) => pairedPower(size, n, alpha) >= power);
  detectableEffects.set(key, effect);
  return effect * deviation;
}

const detectableEffects = new Map<string, number>();

/** The least effect from which on it suffices; by bisection. */
export function leastEffect(suffices: (effect: number) => boolean, { from = 0, steps = 50 } = {}): number {
  let [low, high] = [from, 1.5 * from || 1];
  while (!suffices(high)) [low, high] = [high, 2 * high];
  for (let i = 0; i < steps; i++) {
    const middle = (low + high) / 2;
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return high;
}

const MOST_PAIRS = 100000;

/** How many pairs show a mean difference with this power; infinity where 100,000 do not. */
export function pairsNeeded(difference: number, deviation: number, power = 0.8, alpha = 0.05): number {
  const effect = Math.abs(difference) / deviation;
  return fewestPairs((n) => effect > 0 && pairedPower(effect, n, alpha) >= power, { guess: normalGuess(effect, power, alpha) });
}

/** As many as a normal test with known deviation needs: ((z of 1 − alpha / 2) + (z of the power))² / effect². */
export const normalGuess = (effect: number, power: number, alpha: number): number =>
  (Math.max(0, normalQuantile(power) - normalQuantile(alpha / 2)) / effect) ** 2;

/** The fewest pairs that suffice, from `least` on, looked for around a guess; infinity where 100,000 do not. */
export function fewestPairs(
  suffices: (n: number) => boolean,
  { least = 2, guess = least }: { least?: number; guess?: number } = {},
): number {
  if (!suffices(MOST_PAIRS)) return Number.POSITIVE_INFINITY;
  let enough = Math.max(least, Math.min(MOST_PAIRS, Math.round(guess)));
  let few = least - 1;
  for (let step = 1 + Math.floor(enough / 16); !suffices(enough); step *= 2) [few, enough] = [enough, Math.min(MOST_PAIRS, enough + step)];
  for (let step = 1 + Math.floor(enough / 16); enough - step > few && suffices(enough - step); step *= 2) enough -= step;
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (suffices(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
