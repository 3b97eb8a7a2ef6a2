/** The mean; not a number for no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation: divisor n for `population`, n − 1 for `sample` (not a number for one value). */
export function standardDeviation(values: readonly number[], divisor: "population" | "sample"): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (divisor === "population" ? values.length : values.length - 1));
}
