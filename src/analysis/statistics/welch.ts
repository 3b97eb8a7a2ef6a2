import { tTwoSided } from "./distributions.ts";

/** A group by its size, mean and standard deviation with divisor n − 1. */
export interface GroupSummary {
  readonly n: number;
  readonly mean: number;
  readonly sampleDeviation: number;
}

/** The sample standard deviation (divisor n − 1) of a population one (divisor n). */
export const sampleDeviation = (populationDeviation: number, n: number): number => populationDeviation * Math.sqrt(n / (n - 1));

/**
 * Welch 1947: whether two groups of unequal variances have equal means; from their summaries. Degrees of freedom by Satterthwaite. p is
 * two-sided; not a number where a group has fewer than two values, or neither varies: then there is no spread to measure the difference by.
 */
export function welch(a: GroupSummary, b: GroupSummary): { readonly t: number; readonly degrees: number; readonly p: number } {
  // squares of the smallest and largest numbers are none
  const largest = Math.max(a.sampleDeviation, b.sampleDeviation);
  const unit = largest > 0 && (largest < 1e-100 || largest > 1e100) ? largest : 1;
  const [va, vb] = [(a.sampleDeviation / unit) ** 2 / a.n, (b.sampleDeviation / unit) ** 2 / b.n];
  const t = (a.mean - b.mean) / unit / Math.sqrt(va + vb);
  const share = va / (va + vb);
  const degrees = 1 / (share ** 2 / (a.n - 1) + (1 - share) ** 2 / (b.n - 1));
  return { t, degrees, p: tTwoSided(t, degrees) };
}
