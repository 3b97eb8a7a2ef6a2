/**
 * McNemar's exact test on the images that two nets judge differently: `onlyA` right by the first alone, `onlyB` by the second. The
 * two-sided binomial probability of a split at least as uneven. Not a number where these are not counts.
 */
export function mcnemarP(onlyA: number, onlyB: number): number {
  if (![onlyA, onlyB].every((count) => Number.isSafeInteger(count) && count >= 0)) return Number.NaN;
  const n = onlyA + onlyB;
  const least = Math.min(onlyA, onlyB);
  let term = -n * Math.LN2;
  let sum = 0;
  for (let k = 0; k <= least; k++) {
    sum += Math.exp(term);
    term += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * sum);
}
