/**
 * McNemar's exact test on the images that two nets judge differently: `onlyA` right by the first alone, `onlyB` by the second. The
 * two-sided binomial probability of a split at least as uneven.
 */
export function mcnemarP(onlyA: number, onlyB: number): number {
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
