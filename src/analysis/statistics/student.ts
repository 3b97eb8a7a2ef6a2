import { tCentral, tTwoSided } from "./distributions.ts";

/**
 * The t below which lies the share p of Student's distribution; not a number without degrees of freedom. By bisection: on the tail, or near
 * the median on the middle, so that the digits of p count wherever it lies.
 */
export function tQuantile(p: number, degrees: number): number {
  if (!(degrees > 0) || !(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  if (tail === 0) return p === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const middle = 2 * Math.abs(p - 0.5);
  const isBelow = tail < 0.25 ? (t: number) => tTwoSided(t, degrees) > 2 * tail : (t: number) => tCentral(t, degrees) < middle;
  const size = bisected(isBelow);
  return p < 0.5 ? -size : size;
}

/** The t from which on `isBelow` is false. */
function bisected(isBelow: (t: number) => boolean): number {
  let [low, high] = [0, 1];
  while (isBelow(high) && high < Number.MAX_VALUE / 2) [low, high] = [high, 2 * high];
  while (low === 0 && !isBelow(high / 2)) high /= 2;
  for (let i = 0; i < 100 && high - low > 1e-16 * high; i++) {
    const t = low + (high - low) / 2;
    if (isBelow(t)) low = t;
    else high = t;
  }
  return low + (high - low) / 2;
}
