import { RandomSequence } from "#engine";
import { commonDenominator } from "./commonDenominator.ts";

export interface SignFlip {
  readonly p: number;
  /** Whether all 2ⁿ sign patterns were counted; else `draws` of them were drawn. */
  readonly exact: boolean;
  readonly draws: number;
}

/** Pairs that differ, up to which all patterns are counted. */
export const MOST_EXACT = 32;
const DRAWS = 100000;
/** Beyond 32 pairs: whole numbers whose sums take more steps than this are not counted but drawn. */
const MOST_STEPS = 2e8;
/** Beyond so many standard deviations sums of random signs have nothing to speak of. */
const FAR = 12;
/** Fewer are drawn where there are so many pairs that it would take for ever, at least a thousand. */
const MOST_SIGNS = 3e7;
const FEWEST_DRAWS = 1000;
/**
 * The sign-flip test, two-sided: how many of all patterns of signs give a mean at least as far from 0. Pairs that do not differ have no
 * sign and carry no evidence. Exact up to 32 pairs that differ, and beyond where they are multiples of one number, as shares of test rows
 * are; else from drawn patterns, with the one that was found among them. Not a number where a difference is none.
 */
export function signFlip(differences: readonly number[], seed = 1): SignFlip {
  const signed = differences.filter((d) => d !== 0);
  const n = signed.length;
  if (!signed.every(Number.isFinite)) return { p: Number.NaN, exact: false, draws: 0 };
  const size = signed.reduce((sum, d) => sum + Math.abs(d), 0);
  // sums that are closer than n of them can be rounded count as equal
  const least = Math.abs(signed.reduce((sum, d) => sum + d, 0)) - n * Number.EPSILON * size;
  const patterns = Math.min(Number.MAX_VALUE, 2 ** n);
  if (n <= MOST_EXACT) return { p: least > 0 ? (2 * sumsFrom(signed, least)) / patterns : 1, exact: true, draws: patterns };
  const tail = tailOfMultiples(signed);
  return tail === undefined ? drawn(signed, least, seed) : { p: Math.min(1, 2 * tail), exact: true, draws: patterns };
}

/**
 * The share of sign patterns whose sum is at least as far from 0 as found, to one side; of multiples of one number, undefined of others.
 * The distribution of the sum of one more number after the other.
 */
function tailOfMultiples(values: readonly number[]): number | undefined {
  const n = commonDenominator(values);
  if (n === undefined) return undefined;
  const sizes = values.map((value) => Math.round(Math.abs(value) * n));
  const found = Math.abs(values.reduce((sum, value) => sum + Math.round(value * n), 0));
  if (found === 0) return 0.5;
  const deviation = Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0));
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  const most = Math.min(whole, found + Math.ceil(FAR * deviation));
  if (2 * most * sizes.length > MOST_STEPS) return undefined;
  // shares of the sums −most … most
  let [shares, next] = [new Float64Array(2 * most + 1), new Float64Array(2 * most + 1)];
  shares[most] = 1;
  let reached = 0;
  for (const size of sizes) {
    const before = reached;
    reached = Math.min(most, reached + size);
    for (let sum = -reached; sum <= reached; sum++) {
      const [up, down] = [sum - size, sum + size];
      const ways =
        (Math.abs(up) <= before ? (shares[most + up] as number) : 0) + (Math.abs(down) <= before ? (shares[most + down] as number) : 0);
      next[most + sum] = ways / 2;
    }
    [shares, next] = [next, shares];
  }
  return shares.subarray(most + found).reduce((sum, share) => sum + share, 0);
}

function drawn(signed: readonly number[], least: number, seed: number): SignFlip {
  const random = new RandomSequence(seed, "noise", 1);
  const values = Float64Array.from(signed);
  const draws = Math.max(FEWEST_DRAWS, Math.min(DRAWS, Math.floor(MOST_SIGNS / values.length)));
  let extreme = 1;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    let bits = 0;
    for (let i = 0; i < values.length; i++) {
      if (i % 32 === 0) bits = random.word();
      sum += (bits >>> (i % 32)) & 1 ? (values[i] as number) : -(values[i] as number);
    }
    if (Math.abs(sum) >= least) extreme++;
  }
  return { p: extreme / (draws + 1), exact: false, draws };
}

/**
 * How many of the 2ⁿ patterns of signs have a sum of at least `least`: the sums of both halves in order, and one pass over the two
 * (Horowitz and Sahni 1974).
 */
export function sumsFrom(values: readonly number[], least: number): number {
  const half = values.length >> 1;
  const a = orderedSums(values.slice(0, half), 0);
  const b = orderedSums(values.slice(half), 2);
  let count = 0;
  let place = 2 ** (values.length - half);
  const ofB = place;
  for (let i = 0; i < 2 ** half; i++) {
    while (place > 0 && (a[i] as number) + (b[place - 1] as number) >= least) place--;
    count += ofB - place;
  }
  return count;
}

/** Grown as needed and used again: allocating them for each test takes longer than the test. */
const workspace = Array.from({ length: 4 }, () => new Float64Array(1));

/** The sums under all patterns of signs, from the least; in the workspace from `slot` on. */
function orderedSums(values: readonly number[], slot: number): Float64Array {
  for (const k of [slot, slot + 1])
    if ((workspace[k] as Float64Array).length < 2 ** values.length) workspace[k] = new Float64Array(2 ** values.length);
  let [sums, next] = [workspace[slot] as Float64Array, workspace[slot + 1] as Float64Array];
  sums[0] = 0;
  let count = 1;
  for (const value of values) {
    const step = Math.abs(value);
    // the two runs, sums − step and sums + step, are in order: merged
    let [i, j] = [0, 0];
    for (let place = 0; place < 2 * count; place++) {
      const low = i < count ? (sums[i] as number) - step : Number.POSITIVE_INFINITY;
      const high = (sums[j] as number) + step;
      if (low <= high) {
        next[place] = low;
        i++;
      } else {
        next[place] = high;
        j++;
      }
    }
    [sums, next] = [next, sums];
    count *= 2;
  }
  return sums;
}
