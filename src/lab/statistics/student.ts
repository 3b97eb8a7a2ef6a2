import { incompleteBeta, tCdf } from "./distributions.ts";

/** The t below which lies the share p of Student's distribution; not a number without degrees of freedom. By bisection on the cdf. */
export function tQuantile(p: number, degrees: number): number {
  if (!(degrees > 0) || !(p >= 0 && p <= 1)) return Number.NaN;
  if (p < 0.5) return -tQuantile(1 - p, degrees);
  if (p === 1) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, 1];
  while (tCdf(high, degrees) < p) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-15 * high; i++) {
    const middle = (low + high) / 2;
    if (upper(middle, degrees) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T > t) for t ≥ 0. */
const upper = (t: number, degrees: number): number => incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
