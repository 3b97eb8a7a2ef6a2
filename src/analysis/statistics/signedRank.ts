import { equalRuns } from "./equalRuns.ts";
import { normalCdf } from "./normal.ts";

const MOST_EXACT = 200;

/**
 * Wilcoxon's signed-rank test, one-sided: the probability of a rank sum of the positive differences at least as large as found, if
 * the signs were drawn by fair coins. Exact up to 200 pairs that differ, else by the normal approximation with continuity; zeros are left out (Wilcoxon's rule), equal sizes share their mean rank.
 * Differences of shares should come from `differencesOf`. 1 where nothing is left; not a number where a difference is none.
 */
export function signedRankP(differences: readonly number[]): number {
  if (!differences.every(Number.isFinite)) return Number.NaN;
  const sizes = differences.filter((d) => d !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  if (sizes.length === 0) return 1;
  // twice the ranks, so that mean ranks are whole
  const ranks = equalRuns(sizes.map(Math.abs)).flatMap(({ first, last }) => Array<number>(last - first + 1).fill(first + last + 2));
  const found = ranks.reduce((sum, rank, i) => sum + ((sizes[i] as number) > 0 ? rank : 0), 0);
  if (sizes.length > MOST_EXACT) {
    const [mean, squares] = ranks.reduce(([sum, more], rank) => [sum + rank / 2, more + rank * rank], [0, 0]);
    return normalCdf(-(found - 1 - mean) / Math.sqrt(squares / 4));
  }
  // shares of the 2ⁿ sign patterns by their rank sum; the sums so far end at `reached`
  const ways = new Float64Array(ranks.reduce((sum, rank) => sum + rank, 0) + 1);
  ways[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--) ways[sum] = ((ways[sum] as number) + (sum >= rank ? (ways[sum - rank] as number) : 0)) / 2;
  }
  return Math.min(
    1,
    ways.subarray(found).reduce((sum, share) => sum + share, 0),
  );
}

/** The same, two-sided. */
export function wilcoxonP(differences: readonly number[]): number {
  const [up, down] = [signedRankP(differences), signedRankP(differences.map((d) => -d))];
  return Math.min(1, 2 * Math.min(up, down));
}
