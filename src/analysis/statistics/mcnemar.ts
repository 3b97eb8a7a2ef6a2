import { logBeta } from "./gamma.ts";
import { normalCdf } from "./normal.ts";

/** Of more images the normal approximation has all digits that matter. */
const MOST_EXACT = 1e10;

/**
 * McNemar's exact test on the images that two nets judge differently: `onlyA` right by the first alone, `onlyB` by the second. The
 * two-sided binomial probability of a split at least as uneven; of more than 10¹⁰ the normal one. Not a number where these are not counts.
 */
export function mcnemarP(onlyA: number, onlyB: number): number {
  if (![onlyA, onlyB].every((count) => Number.isSafeInteger(count) && count >= 0)) return Number.NaN;
  const n = onlyA + onlyB;
  const least = Math.min(onlyA, onlyB);
  if (n > MOST_EXACT) return Math.min(1, 2 * normalCdf((2 * least + 1 - n) / Math.sqrt(n)));
  // from the largest term on, C(n, least) / 2ⁿ, until nothing is added
  let term = Math.exp(-Math.log1p(n) - logBeta(n - least + 1, least + 1) - n * Math.LN2);
  let sum = 0;
  for (let k = least; k >= 0 && term > Number.EPSILON * 1e-3 * sum; k--) {
    sum += term;
    term *= k / (n - k + 1);
  }
  return Math.min(1, 2 * sum);
}
