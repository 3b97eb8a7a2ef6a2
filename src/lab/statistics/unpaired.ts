import { equalRuns } from "./equalRuns.ts";
import { normalCdf } from "./normal.ts";

/** Products of the sizes up to which all orders are counted. */
const MOST_EXACT = 2500;

/**
 * The Mann–Whitney test, two-sided: exact where no two values are equal and the product of the sizes is at most 2,500, else by the normal
 * approximation corrected for ties and continuity. p is not a number where a value is none or a sample is empty.
 */
export function mannWhitney(
  a: readonly number[],
  b: readonly number[],
): { readonly u: number; readonly p: number; readonly exact: boolean } {
  const pairs = a.length * b.length;
  const all = [...a.map((value) => ({ value, isA: true })), ...b.map((value) => ({ value, isA: false }))];
  if (!pairs || all.some(({ value }) => Number.isNaN(value))) return { u: Number.NaN, p: Number.NaN, exact: false };
  all.sort((x, y) => x.value - y.value || 0);
  const runs = equalRuns(all.map(({ value }) => value));
  let [u, belowB] = [0, 0];
  for (const { first, last } of runs) {
    const inA = all.slice(first, last + 1).filter(({ isA }) => isA).length;
    const inB = last + 1 - first - inA;
    u += inA * (belowB + inB / 2);
    belowB += inB;
  }
  const exact = runs.length === all.length && pairs <= MOST_EXACT;
  const most = Math.max(u, pairs - u);
  if (exact) return { u, p: Math.min(1, 2 * upperShare(Math.min(a.length, b.length), Math.max(a.length, b.length), most)), exact };
  const n = all.length;
  const ties = runs.reduce((sum, { first, last }) => sum + (last + 1 - first) ** 3 - (last + 1 - first), 0);
  const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)));
  const z = (most - 0.5 - pairs / 2) / Math.sqrt(variance);
  return { u, p: variance > 0 ? Math.min(1, 2 * normalCdf(-z)) : 1, exact };
}

/** The share of all orders of n and m values in which U is at least `least`: counted by the generating function. */
function upperShare(n: number, m: number, least: number): number {
  // ways[i][u]: choices of i of the first j places in rank order with U = u
  let ways = Array.from({ length: n + 1 }, () => new Float64Array(n * m + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (let place = 0; place < n + m; place++) {
    const next = ways.map((row) => Float64Array.from(row));
    for (let i = 1; i <= n; i++) {
      const below = place - (i - 1); // values of the other sample below this one
      if (below < 0 || below > m) continue;
      for (let u = below; u <= n * m; u++)
        (next[i] as Float64Array)[u] = ((next[i] as Float64Array)[u] as number) + ((ways[i - 1] as Float64Array)[u - below] as number);
    }
    ways = next;
  }
  const counts = ways[n] as Float64Array;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.subarray(Math.ceil(least)).reduce((sum, count) => sum + count, 0) / total;
}

/** P(A > B) + P(A = B) / 2 over all pairs of values: the chance that a run of one beats a run of the other. */
export function superiority(a: readonly number[], b: readonly number[]): number {
  return mannWhitney(a, b).u / (a.length * b.length);
}
