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

/** What a sample of values in any unit looks like; the level is that of the interval. */
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

/** The mean; not a number for no values. Of equal values it is that value, and the order of the values does not change it. */
export function meanOf(values: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) least = value < least ? value : least;
  if (!Number.isFinite(least)) return values.reduce((sum, value) => sum + value, 0) / values.length;
  return least + sumAbove(values, least) / values.length;
}

/** Σ (x − least), with the rounding of every addition made good (Neumaier 1974). */
function sumAbove(values: readonly number[], least: number): number {
  let [sum, lost] = [0, 0];
  for (const value of values) {
    const above = value - least;
    const next = sum + above;
    lost += sum >= above ? sum - next + above : above - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}

/** Means of accuracies in percent that differ by less are equal but for rounding. */
export const SAME_MEAN = 1e-9;

/** Below it squares lose digits. */
const LEAST_SQUARES = 1e-280;

/** The root of the sum of squared deviations over a divisor, 0 of equal values; not a number where the divisor is not positive. */
export function deviationOf(values: readonly number[], divisor: number): number {
  const center = meanOf(values);
  if (!(divisor > 0)) return Number.NaN;
  const squaresIn = (unit: number) => values.reduce((sum, value) => sum + ((value - center) / unit) ** 2, 0);
  const squares = squaresIn(1);
  if (squares > LEAST_SQUARES && squares < Number.POSITIVE_INFINITY) return Math.sqrt(squares / divisor);
  const unit = values.reduce((most, value) => Math.max(most, Math.abs(value - center)), 0);
  return unit > 0 && unit < Number.POSITIVE_INFINITY ? unit * Math.sqrt(squaresIn(unit) / divisor) : Math.sqrt(squares / divisor);
}

/** The standard deviation: divisor n for `population`, n − 1 for `sample` (not a number for one value). */
export const standardDeviation = (values: readonly number[], divisor: "population" | "sample"): number =>
  deviationOf(values, divisor === "population" ? values.length : values.length - 1);

/** Of sorted values. */
export function medianOf(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1] ?? Number.NaN, sorted[Math.floor(half)] ?? Number.NaN];
  if (low === high) return low;
  return Number.isFinite(low + high) ? (low + high) / 2 : low / 2 + high / 2;
}

/** The mean of the middle half of sorted values; values on its edges count by the share of them that lies inside. */
function interquartileMean(sorted: readonly number[]): number {
  const [from, to] = [sorted.length / 4, (3 * sorted.length) / 4];
  const least = sorted[0] ?? Number.NaN;
  const weighted = sorted.map((value, i) => (value - least) * Math.max(0, Math.min(i + 1, to) - Math.max(i, from)));
  return least + weighted.reduce((sum, value) => sum + value, 0) / (to - from);
}

/** mean ± t · s / √n */
export function tInterval(values: readonly number[], level: number): Interval {
  const half = (tQuantile((1 + level) / 2, values.length - 1) * deviationOf(values, values.length - 1)) / Math.sqrt(values.length);
  const center = meanOf(values);
  return { low: center - half, high: center + half, level };
}

/**
 * An interval for a mean of accuracies in percent that stays within 0 and 100: Student's on the logit scale, by the delta method,
 * logit(m) ± t · s / (√n · m (1 − m)). Near the middle, and for a small spread, it is `tInterval`.
 */
export function accuracyInterval(percents: readonly number[], level = 0.95): Interval {
  const share = meanOf(percents) / 100;
  const { low, high } = tInterval(percents, level);
  if (Number.isNaN(low) || low === high) return { low, high, level };
  const half = (high - low) / 200 / (share * (1 - share));
  const odds = share / (1 - share);
  const at = (logit: number) => 100 / (1 + Math.exp(-logit) / odds);
  return { low: at(-half), high: at(half), level };
}
