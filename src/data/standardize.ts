import { DataError } from "./dataError.ts";

/** Mean and standard deviation (divisor n) of a feature; deviation 0 where it is constant. */
interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * (value − mean) / deviation of each feature, with the moments of the rows that are trained on; 0 where these are all equal.
 * Arrays are [row][feature]; the results go into `targets`, one for each table. `describe` names a feature.
 * Throws DataError where a result is no finite float32.
 */
export function standardize(
  targets: readonly Float32Array[],
  tables: readonly (readonly Float64Array[])[],
  trained: readonly Float64Array[],
  describe: (feature: number) => string,
): { constant: number } {
  const features = (trained[0] as Float64Array).length;
  let constant = 0;
  for (let feature = 0; feature < features; feature++) {
    const { mean, deviation } = momentsOf(trained, feature);
    if (deviation === 0) constant++;
    for (const [t, rows] of tables.entries()) {
      const target = targets[t] as Float32Array;
      for (let n = 0; n < rows.length; n++) {
        const value = rows[n]?.[feature] as number;
        const result = deviation === 0 ? 0 : Math.fround((value - mean) / deviation);
        if (!Number.isFinite(result))
          throw new DataError(`${describe(feature)}: ${value} lies too far from the mean ${mean} to be standardized; check its unit`);
        target[n * features + feature] = result;
      }
    }
  }
  return { constant };
}

function momentsOf(rows: readonly Float64Array[], feature: number): Moments {
  const first = rows[0]?.[feature] as number;
  if (rows.every((row) => row[feature] === first)) return { mean: first, deviation: 0 };
  let sum = 0;
  for (const row of rows) sum += row[feature] as number;
  const mean = sum / rows.length;
  let squares = 0;
  for (const row of rows) squares += ((row[feature] as number) - mean) ** 2;
  // a variance too small for float64 makes the division overflow, which is reported, and not a constant
  return { mean, deviation: Math.sqrt(squares / rows.length) || Number.MIN_VALUE };
}
