import { logGamma } from "./gamma.ts";

/** Beyond this many standard deviations a binomial distribution has nothing to speak of. */
const FAR = 5;
const LEAST = 1e-5;
const MOST_TERMS = 32;

/**
 * The mean of `of(k)` where each of n is so with probability `share`, and k of them are. Of many k some are taken, at less than a third
 * of a standard deviation from each other.
 */
export function binomialMean(n: number, share: number, of: (k: number) => number): number {
  if (!(share > 0 && share < 1)) return share === 1 || share === 0 ? of(share * n) : Number.NaN;
  const spread = FAR * Math.sqrt(n * share * (1 - share));
  const [first, last] = [Math.max(0, Math.floor(n * share - spread)), Math.min(n, Math.ceil(n * share + spread))];
  const step = Math.ceil((last - first + 1) / MOST_TERMS);
  let [sum, whole] = [0, 0];
  for (let k = first; k <= last; k += step) {
    const choices = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
    const weight = Math.exp(choices + k * Math.log(share) + (n - k) * Math.log1p(-share));
    if (weight < LEAST) continue;
    whole += weight;
    sum += weight * of(k);
  }
  return sum / whole;
}
