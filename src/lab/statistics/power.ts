import { logGamma } from "./distributions.ts";
import { normalCdf } from "./normal.ts";
import { tQuantile } from "./student.ts";

/**
 * The power of the two-sided paired t-test: how likely n pairs show a difference at the level alpha whose mean is `effect` standard
 * deviations of the differences. From the noncentral t distribution, by integrating over the deviation (Simpson's rule).
 */
export function pairedPower(effect: number, n: number, alpha = 0.05): number {
  if (n < 2) return 0;
  const degrees = n - 1;
  const critical = tQuantile(1 - alpha / 2, degrees);
  const shift = effect * Math.sqrt(n);
  // s = √(χ² / ν): its density is 2 (ν / 2)^(ν / 2) / Γ(ν / 2) · s^(ν − 1) e^(−ν s² / 2)
  const logScale = Math.LN2 + (degrees / 2) * Math.log(degrees / 2) - logGamma(degrees / 2);
  const integrand = (s: number) => {
    const density =
      s > 0 ? Math.exp(logScale + (degrees - 1) * Math.log(s) - (degrees * s * s) / 2) : degrees === 1 ? Math.exp(logScale) : 0;
    return density * (1 - normalCdf(critical * s - shift) + normalCdf(-critical * s - shift));
  };
  const least = Math.max(0, 1 - 12 / Math.sqrt(degrees));
  const most = 1 + 12 / Math.sqrt(degrees);
  const steps = 1600;
  const h = (most - least) / steps;
  let sum = integrand(least) + integrand(most);
  for (let i = 1; i < steps; i++) sum += integrand(least + i * h) * (i % 2 ? 4 : 2);
  return (sum * h) / 3;
}

/** The mean difference that n pairs show with this power, in the unit of `deviation`, the standard deviation of the differences. */
export function detectableDifference(n: number, deviation: number, power = 0.8, alpha = 0.05): number {
  if (n < 2) return Number.POSITIVE_INFINITY;
  const key = `${n} ${power} ${alpha}`;
  const effect = detectableEffects.get(key) ?? detectableEffect(n, power, alpha);
  detectableEffects.set(key, effect);
  return effect * deviation;
}

const detectableEffects = new Map<string, number>();

/** In standard deviations of the differences; by bisection. */
function detectableEffect(n: number, power: number, alpha: number): number {
  let [low, high] = [0, 1];
  while (pairedPower(high, n, alpha) < power) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (pairedPower(middle, n, alpha) < power) low = middle;
    else high = middle;
  }
  return high;
}

const MOST_PAIRS = 100000;

/** How many pairs show a mean difference with this power; infinity where 100,000 do not. */
export function pairsNeeded(difference: number, deviation: number, power = 0.8, alpha = 0.05): number {
  const effect = Math.abs(difference) / deviation;
  const suffices = (n: number) => pairedPower(effect, n, alpha) >= power;
  if (!(effect > 0) || !suffices(MOST_PAIRS)) return Number.POSITIVE_INFINITY;
  let [few, enough] = [1, 2];
  while (!suffices(enough)) [few, enough] = [enough, Math.min(MOST_PAIRS, 2 * enough)];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (suffices(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
