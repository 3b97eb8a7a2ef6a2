import { tQuantile } from "./student.ts";

/** An interval that covers with the named level. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** What a sample looks like; every kept point counts. */
export interface SampleSummary {
  readonly n: number;
  readonly mean: number;
  /** Divisor n. */
  readonly populationDeviation: number;
  /** Divisor n − 1; not a number for one value. */
  readonly sampleDeviation: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The mean of the middle half. */
  readonly interquartileMean: number;
  /** Student's interval for the mean; not numbers for one value. */
  readonly interval: Interval;
}

export function summarizeSample(values: readonly number[], level = 0.95): SampleSummary {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    n: values.length,
    mean: meanOf(values),
    populationDeviation: deviationOf(values, values.length),
    sampleDeviation: deviationOf(values, values.length - 1),
    median: medianOf(sorted),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    interquartileMean: interquartileMean(sorted),
    interval: tInterval(values, level),
  };
}

export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The root of the sum of squared deviations over a divisor; not a number where that is not positive. */
export function deviationOf(values: readonly number[], divisor: number): number {
  const center = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return divisor > 0 ? Math.sqrt(squares / divisor) : Number.NaN;
}

/** Of sorted values. */
export function medianOf(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  return ((sorted[Math.floor(half)] ?? Number.NaN) + (sorted[Math.ceil(half) - 1] ?? Number.NaN)) / 2;
}

/** The mean of the middle half of sorted values; values on its edges count by the share of them that lies inside. */
function interquartileMean(sorted: readonly number[]): number {
  const [from, to] = [sorted.length / 4, (3 * sorted.length) / 4];
  const weighted = sorted.map((value, i) => value * Math.max(0, Math.min(i + 1, to) - Math.max(i, from)));
  return weighted.reduce((sum, value) => sum + value, 0) / (to - from);
}

/** mean ± t · s / √n */
export function tInterval(values: readonly number[], level: number): Interval {
  const half = (tQuantile((1 + level) / 2, values.length - 1) * deviationOf(values, values.length - 1)) / Math.sqrt(values.length);
  const center = meanOf(values);
  return { low: center - half, high: center + half, level };
}
