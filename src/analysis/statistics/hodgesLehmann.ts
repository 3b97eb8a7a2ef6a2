/** The median of the means of all pairs of differences, each with itself too (Hodges and Lehmann 1963); not a number of none. */
export function hodgesLehmann(differences: readonly number[]): number {
  if (!differences.length || differences.some(Number.isNaN)) return Number.NaN;
  const sorted = differences.toSorted((a, b) => a - b);
  const half = (sorted.length * (sorted.length + 1)) / 4;
  return (pairMean(sorted, Math.floor(half)) + pairMean(sorted, Math.ceil(half) - 1)) / 2;
}

/** The mean of a pair of sorted numbers that is number k, from 0, among all in order: by bisection, for there are n (n + 1) / 2. */
function pairMean(sorted: readonly number[], k: number): number {
  let [low, high] = [sorted[0] as number, sorted.at(-1) as number];
  if (countUpTo(sorted, low) > k) return low;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (!(low < middle && middle < high)) return high;
    if (countUpTo(sorted, middle) > k) high = middle;
    else low = middle;
  }
}

/** How many pairs i ≤ j have a mean of at most x: one pass, for j goes down as i goes up. */
function countUpTo(sorted: readonly number[], x: number): number {
  let count = 0;
  let j = sorted.length - 1;
  for (let i = 0; i <= j; i++) {
    while (j >= i && ((sorted[i] as number) + (sorted[j] as number)) / 2 > x) j--;
    count += Math.max(0, j - i + 1);
  }
  return count;
}
