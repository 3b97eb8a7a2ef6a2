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
 * two-sided; not a number where a group has fewer than two values, or neither varies.
 */
export function welch(a: GroupSummary, b: GroupSummary): { readonly t: number; readonly degrees: number; readonly p: number } {
  const [va, vb] = [a.sampleDeviation ** 2 / a.n, b.sampleDeviation ** 2 / b.n];
  const t = (a.mean - b.mean) / Math.sqrt(va + vb);
  const degrees = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return { t, degrees, p: tTwoSided(t, degrees) };
}
