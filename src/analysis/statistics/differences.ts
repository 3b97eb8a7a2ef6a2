import { commonDenominator } from "./commonDenominator.ts";
import { meanOf } from "./sample.ts";

/**
 * The differences a − b of pairs. Where all values are whole multiples of one 1 / n, as shares of n test rows and decimals are, they are
 * differences of whole numbers, divided by n: 100 · 0.9812 − 100 · 0.9802 and 100 · 0.9813 − 100 · 0.9803 are both ten images in ten
 * thousand, but not the same floating-point number, and a rank or a sign must not depend on that. Other numbers are subtracted as they are.
 */
export function differencesOf(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) throw new RangeError(`pairs: ${a.length} and ${b.length} values do not pair`);
  const n = commonDenominator([...a, ...b]);
  const count = (value: number) => (n === undefined ? value : Math.round(value * n));
  return a.map((value, i) => (count(value) - count(b[i] as number)) / (n ?? 1));
}

/** mean a − mean b, or the mean of differences: of multiples of one 1 / n from whole numbers, so that equal means differ by 0. */
export function differenceOfMeans(a: readonly number[], b: readonly number[] = [0]): number {
  const n = commonDenominator([...a, ...b]);
  if (n === undefined) return meanOf(a) - meanOf(b);
  const meanCount = (values: readonly number[]) => values.reduce((sum, value) => sum + Math.round(value * n), 0) / values.length;
  return (meanCount(a) - meanCount(b)) / n;
}
