import { normalCdf } from "./normal.ts";

/** The Mann–Whitney test, two-sided: exact where no two values are equal, else by the normal approximation corrected for ties. */
export function mannWhitney(
  a: readonly number[],
  b: readonly number[],
): { readonly u: number; readonly p: number; readonly exact: boolean } {
  const u = a.reduce((sum, x) => sum + b.reduce((wins, y) => wins + (x > y ? 1 : x === y ? 0.5 : 0), 0), 0);
  const all = [...a, ...b];
  const exact = new Set(all).size === all.length;
  const most = Math.max(u, a.length * b.length - u);
  if (exact) return { u, p: Math.min(1, 2 * upperShare(a.length, b.length, most)), exact };
  const n = all.length;
  const counts = [...Map.groupBy(all, (value) => value).values()].map((equal) => equal.length);
  const ties = counts.reduce((sum, count) => sum + count ** 3 - count, 0);
  const variance = ((a.length * b.length) / 12) * (n + 1 - ties / (n * (n - 1)));
  const z = (most - 0.5 - (a.length * b.length) / 2) / Math.sqrt(variance);
  return { u, p: variance > 0 ? Math.min(1, 2 * (1 - normalCdf(z))) : 1, exact };
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
