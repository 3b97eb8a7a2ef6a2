import { DataError } from "./dataError.ts";

/** Mean and standard deviation (divisor n) of a feature; deviation 0 where it is constant, but for rounding. */
interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * A function that gives (value − mean) / deviation, with the moments of the values that are trained on; 0 where these are all equal, which
 * `constant` says. `feature` names it. Throws DataError where a result is no finite float32.
 */
export function standardizer(
  trained: Float64Array,
  feature: string,
): Moments & { readonly constant: boolean; apply(value: number): number } {
  const { mean, deviation } = momentsOf(trained);
  return {
    mean,
    deviation,
    constant: deviation === 0,
    apply(value) {
      const result = deviation === 0 ? 0 : Math.fround((value - mean) / deviation);
      if (!Number.isFinite(result))
        throw new DataError(`${feature}: ${value} lies too far from the mean ${mean} to be standardized; check its unit`);
      return result;
    },
  };
}

/** The mean of the values that are not NaN; 0 where all are. Of equal ones it is theirs, without the rounding of a sum. */
export function meanOfKnown(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  const [first = 0] = known;
  if (known.every((value) => value === first)) return first;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** A mean so many deviations from 0 is a sum that float64 may not hold. */
const FAR_MEAN = 1e9;

/** Of values far from 0 beside their spread, the mean of what they are more than the sum's. */
function exactMean(values: Float64Array, mean: number): number {
  let [rest, most] = [0, 0];
  for (const value of values) {
    rest += value - mean;
    most = Math.max(most, Math.abs(value - mean));
  }
  return Math.abs(mean) > FAR_MEAN * most ? mean + rest / values.length : mean;
}

/** Fractions that differ by less of their mean differ by the rounding of sums alone: shares of rows that are 1 together. */
const ROUNDING = 1e-14;
const areRounded = (values: Float64Array, mean: number): boolean =>
  values.every((value) => Math.abs(value - mean) <= ROUNDING * Math.abs(mean)) && !values.every(Number.isInteger);

/** Below it squares lose digits. */
const LEAST_SQUARES = 1e-280;

function momentsOf(values: Float64Array): Moments {
  const [first = 0] = values;
  if (values.every((value) => value === first)) return { mean: first, deviation: 0 };
  let sum = 0;
  for (const value of values) sum += value;
  const mean = exactMean(values, sum / values.length);
  if (areRounded(values, mean)) return { mean, deviation: 0 };
  const squaresIn = (unit: number) => {
    let squares = 0;
    for (const value of values) squares += ((value - mean) / unit) ** 2;
    return squares;
  };
  const squares = squaresIn(1);
  if (squares > LEAST_SQUARES) return { mean, deviation: Math.sqrt(squares / values.length) };
  // squares that float64 cannot hold, in a unit of which it can
  const unit = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0) || Number.MIN_VALUE;
  return { mean, deviation: unit * Math.sqrt(squaresIn(unit) / values.length) || Number.MIN_VALUE };
}
