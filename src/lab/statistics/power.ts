import { logGamma } from "../distributions.ts";
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
  const most = 1 + 12 / Math.sqrt(degrees);
  const steps = 2000;
  const h = most / steps;
  let sum = integrand(0) + integrand(most);
  for (let i = 1; i < steps; i++) sum += integrand(i * h) * (i % 2 ? 4 : 2);
  return (sum * h) / 3;
}

/** The mean difference that n pairs show with this power, in the unit of `deviation`, the standard deviation of the differences. */
export function detectableDifference(n: number, deviation: number, power = 0.8, alpha = 0.05): number {
  if (n < 2) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, 1];
  while (pairedPower(high, n, alpha) < power) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (pairedPower(middle, n, alpha) < power) low = middle;
    else high = middle;
  }
  return high * deviation;
}

/** How many pairs show a mean difference with this power; infinity for no difference. */
export function pairsNeeded(difference: number, deviation: number, power = 0.8, alpha = 0.05): number {
  const effect = Math.abs(difference) / deviation;
  if (!(effect > 0)) return Number.POSITIVE_INFINITY;
  let n = 2;
  while (pairedPower(effect, n, alpha) < power && n < 1e6) n = pairedPower(effect, n * 2, alpha) < power ? n * 2 : n + 1;
  return n;
}
