/**
 * Wilcoxon's signed-rank test, one-sided: the probability of a rank sum of the positive differences at least as large as found, if
 * the signs were drawn by fair coins. Exact; zeros are left out, equal sizes share their mean rank. 1 where nothing is left.
 */
export function signedRankP(differences: readonly number[]): number {
  const sizes = differences.filter((d) => d !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  if (sizes.length === 0) return 1;
  // twice the ranks, so that mean ranks are whole
  const ranks = sizes.map((d) => {
    const first = sizes.findIndex((other) => Math.abs(other) === Math.abs(d));
    const last = sizes.findLastIndex((other) => Math.abs(other) === Math.abs(d));
    return first + last + 2;
  });
  const found = ranks.reduce((sum, rank, i) => sum + ((sizes[i] as number) > 0 ? rank : 0), 0);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  let ways = new Float64Array(total + 1); // shares of the 2ⁿ sign patterns by their rank sum
  ways[0] = 1;
  for (const rank of ranks) ways = ways.map((share, sum) => (share + (sum >= rank ? (ways[sum - rank] as number) : 0)) / 2);
  return ways.subarray(found).reduce((sum, share) => sum + share, 0);
}
