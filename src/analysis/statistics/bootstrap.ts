import { RandomSequence } from "#engine";
import { normalCdf, normalQuantile } from "./normal.ts";
import { type Interval, meanOf } from "./sample.ts";
import { tQuantile } from "./student.ts";

/**
 * Of n values no resample's mean lies beyond the least and the greatest, so the interval of fewer covers less than 1 − 2^(1 − n) of
 * samples.
 */
export const FEWEST_RESAMPLED = 6;

/**
 * The widened BCa interval: the bias-corrected and accelerated bootstrap interval (Efron 1987) of a statistic, the mean unless given, from
 * `resamples` seeded resamples. Resamples of a small sample vary too little; so the shares at its ends are moved out as far as Student's t
 * lies beyond the normal (Hesterberg 2015, "What teachers should know about the bootstrap"). Its ends are values of the statistic in
 * resamples, so those of a mean of accuracies stay within 0 and 100. Of n values it covers 1 − 2^(1 − n) at most, whatever the level. The
 * statistic's own value twice for samples that do not vary; not numbers for fewer than two, or where that of some resample is none.
 */
export function bcaInterval(
  values: readonly number[],
  {
    statistic = quickMean,
    level = 0.95,
    resamples = 10000,
    seed = 1,
  }: { statistic?: (values: readonly number[]) => number; level?: number; resamples?: number; seed?: number } = {},
): Interval {
  const n = values.length;
  const found = statistic([...values]);
  const none = { low: Number.NaN, high: Number.NaN, level };
  if (n < 2 || !values.every(Number.isFinite)) return none;
  const places = drawnPlaces(n, resamples, seed);
  const sample = Array<number>(n);
  const drawn = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < n; i++) sample[i] = values[places[resample * n + i] as number] as number;
    drawn[resample] = statistic(sample);
  }
  if (!Number.isFinite(found) || drawn.some(Number.isNaN)) return none;
  drawn.sort();
  // by the middle of the drawn ones: resamples of equal values may have a statistic that is infinite, or would be but for rounding
  const spread = (drawn[Math.floor(0.95 * resamples)] as number) - (drawn[Math.floor(0.05 * resamples)] as number);
  const equal = ROUNDING * Math.max(Math.abs(found), Number.isFinite(spread) ? spread : 0);
  const below = drawn.reduce((count, value) => count + (value < found - equal ? 1 : value <= found + equal ? 0.5 : 0), 0);
  if ((drawn[0] as number) === (drawn[resamples - 1] as number)) return { low: found, high: found, level };
  const bias = normalQuantile(Math.min(1 - 1 / (2 * resamples), Math.max(1 / (2 * resamples), below / resamples)));
  const without = values.map((_, i) => statistic(values.filter((__, j) => j !== i)));
  const center = meanOf(without);
  const cubes = without.reduce((sum, value) => sum + (center - value) ** 3, 0);
  const squares = without.reduce((sum, value) => sum + (center - value) ** 2, 0);
  const acceleration = squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
  const at = (share: number) => {
    const z = bias + Math.sqrt(n / (n - 1)) * tQuantile(share, n - 1);
    const slowed = 1 - acceleration * z;
    const corrected = slowed > 0 ? normalCdf(bias + z / slowed) : Number(z > 0);
    const position = Math.min(resamples - 1, Math.max(0, corrected * (resamples + 1) - 1));
    const [low, high] = [drawn[Math.floor(position)] as number, drawn[Math.ceil(position)] as number];
    return low === high ? low : low + (high - low) * (position - Math.floor(position));
  };
  return { low: at((1 - level) / 2), high: at((1 + level) / 2), level };
}

/** Values of a statistic that differ by less of their size, or of the range of most, are equal but for rounding. */
const ROUNDING = 1e-12;

/** A resample's mean need not be right to the last digit, but there are many. */
function quickMean(values: readonly number[]): number {
  const [first = Number.NaN] = values;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) - first;
  return first + sum / values.length;
}

let latest: { readonly key: string; readonly places: Uint32Array } | undefined;

/** Which values each resample takes: [resample][n]. Comparisons of as many pairs share them. */
function drawnPlaces(n: number, resamples: number, seed: number): Uint32Array {
  const key = `${n} ${resamples} ${seed}`;
  if (latest?.key === key) return latest.places;
  const random = new RandomSequence(seed, "noise", 2);
  latest = { key, places: Uint32Array.from({ length: n * resamples }, () => random.below(n)) };
  return latest.places;
}
