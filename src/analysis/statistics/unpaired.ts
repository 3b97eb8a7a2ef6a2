import { equalRuns } from "./equalRuns.ts";
import { normalCdf } from "./normal.ts";

/** All assignments of the values to the two samples are counted where that takes at most so many steps. */
const MOST_STEPS = 1e8;

/**
 * The Mann–Whitney test, two-sided: exact up to 59 values beside 59, or 3 beside 1,400, else by the normal approximation corrected for ties
 * and continuity. The p is the share of all assignments of the values to two samples of these sizes whose U is as far from the middle;
 * equal values share their mean rank. Not a number where a value is none or a sample is empty.
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
  const fewer = Math.min(a.length, b.length);
  const exact = 4 * pairs * (fewer + 1) * all.length <= MOST_STEPS;
  const sizes = runs.map(({ first, last }) => last + 1 - first);
  if (exact) return { u, p: shareAsFar(sizes, fewer, Math.max(a.length, b.length), u), exact };
  const most = Math.max(u, pairs - u);
  const n = all.length;
  const ties = runs.reduce((sum, { first, last }) => sum + (last + 1 - first) ** 3 - (last + 1 - first), 0);
  const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)));
  const z = (most - 0.5 - pairs / 2) / Math.sqrt(variance);
  return { u, p: variance > 0 ? Math.min(1, 2 * normalCdf(-z)) : 1, exact };
}

/** The share of all choices of n values, of n + m in runs of equal ones, whose U is as far from n m / 2 as found. */
function shareAsFar(runs: readonly number[], n: number, m: number, u: number): number {
  const most = 2 * n * m;
  // ways[i][2u]: choices of i of the values so far with U = u against the others so far
  let ways = Array.from({ length: n + 1 }, () => new Float64Array(most + 1));
  (ways[0] as Float64Array)[0] = 1;
  let before = 0;
  for (const size of runs) {
    const next = ways.map(() => new Float64Array(most + 1));
    for (const [i, row] of ways.slice(0, before + 1).entries()) {
      let choices = 1;
      for (let j = 0; j <= size && i + j <= n; j++) {
        const gain = j * (2 * (before - i) + size - j);
        const target = next[i + j] as Float64Array;
        for (let sum = 0; sum + gain <= most; sum++) target[sum + gain] = (target[sum + gain] as number) + choices * (row[sum] as number);
        choices *= (size - j) / (j + 1);
      }
    }
    ways = next;
    before += size;
  }
  const distance = Math.abs(2 * u - n * m);
  const far = (ways[n] as Float64Array).map((count, sum) => (Math.abs(sum - n * m) >= distance ? count : 0));
  const total = (values: Float64Array) => values.reduce((sum, count) => sum + count, 0);
  return total(far) / total(ways[n] as Float64Array);
}

/** P(A > B) + P(A = B) / 2 over all pairs of values: the chance that a run of one beats a run of the other. */
export function superiority(a: readonly number[], b: readonly number[]): number {
  return mannWhitney(a, b).u / (a.length * b.length);
}
