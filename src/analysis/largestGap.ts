import { meanOf } from "./statistics/sample.ts";

/** Of four runs of one normal distribution 1 in 13 fall into two groups by chance, of six 1 in 70. */
const FEWEST_RUNS = 6;

/**
 * The gap between two groups of runs of two or more each, of six together: wider than a point, wider than both groups together by more than
 * a test row on either side (`step` points), and wider than what three standard deviations of drawing so many test rows would make.
 */
export function largestGap(values: readonly number[], step: number): number | undefined {
  if (values.length < FEWEST_RUNS) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const share = meanOf(values) / 100;
  const ofRows = 3 * Math.sqrt(100 * step * share * (1 - share));
  for (let i = 2; i <= sorted.length - 2; i++) {
    const [low, high] = [sorted[i - 1] as number, sorted[i] as number];
    const spread = low - (sorted[0] as number) + (sorted.at(-1) as number) - high;
    if (high - low > Math.max(1, ofRows, 2 * (spread + step))) return high - low;
  }
  return undefined;
}
