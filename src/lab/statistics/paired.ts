import { RandomSequence } from "#engine";
import { tCdf, tTwoSided } from "./distributions.ts";
import { normalQuantile } from "./normal.ts";
import { deviationOf, type Interval, meanOf, medianOf, tInterval } from "./sample.ts";
import { signedRankP } from "./signedRank.ts";

/** Two configurations paired by seed: a − b. All p are two-sided. */
export interface PairedComparison {
  readonly pairs: number;
  readonly meanDifference: number;
  /** Student's interval for the mean difference. */
  readonly interval: Interval;
  readonly signFlip: SignFlip;
  readonly pairedT: { readonly t: number; readonly p: number };
  readonly wilcoxonP: number;
  /** Of the differences: the median of the means of all pairs of them, each with itself too. */
  readonly hodgesLehmann: number;
  /** Mean difference over the standard deviation of the differences. */
  readonly effectSize: number;
  /** In how many pairs a is higher; equal ones count half. */
  readonly wins: number;
  /** The probability that a is higher on another seed: the share of wins, with Wilson's interval. */
  readonly superiority: { readonly share: number; readonly interval: Interval };
}

export interface SignFlip {
  readonly p: number;
  /** Whether all 2ⁿ sign patterns were counted; else `draws` of them were drawn. */
  readonly exact: boolean;
  readonly draws: number;
}

export function comparePaired(a: readonly number[], b: readonly number[], seed = 1): PairedComparison {
  const differences = differencesOf(a, b);
  const n = differences.length;
  const mean = meanOf(differences);
  const deviation = deviationOf(differences, n - 1);
  const t = mean / (deviation / Math.sqrt(n));
  const wins = differences.reduce((count, d) => count + (d > 0 ? 1 : d === 0 ? 0.5 : 0), 0);
  return {
    pairs: n,
    meanDifference: mean,
    interval: tInterval(differences, 0.95),
    signFlip: signFlip(differences, seed),
    pairedT: { t, p: tTwoSided(t, n - 1) },
    wilcoxonP: wilcoxonP(differences),
    hodgesLehmann: hodgesLehmann(differences),
    effectSize: mean / deviation,
    wins,
    superiority: { share: wins / n, interval: wilsonInterval(wins, n) },
  };
}

/** Whether no pair differs. */
export const isIdentical = ({ meanDifference, interval }: PairedComparison): boolean =>
  meanDifference === 0 && interval.low === 0 && interval.high === 0;

/** Wilson 1927: the interval of a share of which `count` of `n` were seen, counts in between by halves too; not numbers for none. */
export function wilsonInterval(count: number, n: number, level = 0.95): Interval {
  const z = normalQuantile((1 + level) / 2);
  const share = count / n;
  const center = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  return { low: Math.max(0, center - half), high: Math.min(1, center + half), level };
}

export function differencesOf(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) throw new RangeError(`pairs: ${a.length} and ${b.length} values do not pair`);
  return a.map((value, i) => value - (b[i] as number));
}

const MOST_EXACT = 20;
const DRAWS = 100000;
/** Two sums closer than this, relative to the sizes, count as equal: they differ by rounding. */
const TIE = 1e-12;

/**
 * The sign-flip test: how many of all patterns of signs give a mean at least as far from 0. Exact up to 20 pairs, else from drawn
 * patterns, with the one that was found among them.
 */
export function signFlip(differences: readonly number[], seed = 1): SignFlip {
  const n = differences.length;
  const found = Math.abs(differences.reduce((sum, d) => sum + d, 0));
  const least = found - TIE * Math.max(1, ...differences.map(Math.abs)) * n;
  if (n > MOST_EXACT) {
    const random = new RandomSequence(seed, "noise", 1);
    let extreme = 1;
    for (let draw = 0; draw < DRAWS; draw++) {
      let sum = 0;
      let bits = 0;
      for (const [i, d] of differences.entries()) {
        if (i % 32 === 0) bits = random.word();
        sum += (bits >>> (i % 32)) & 1 ? d : -d;
      }
      if (Math.abs(sum) >= least) extreme++;
    }
    return { p: extreme / (DRAWS + 1), exact: false, draws: DRAWS };
  }
  // Gray code: each pattern differs from the one before by one sign
  const signs = new Float64Array(n).fill(-1);
  let sum = -differences.reduce((total, d) => total + d, 0);
  let extreme = 0;
  const patterns = 2 ** n;
  for (let pattern = 1; ; pattern++) {
    if (Math.abs(sum) >= least) extreme++;
    if (pattern === patterns) break;
    const flip = 31 - Math.clz32(pattern & -pattern);
    signs[flip] = -(signs[flip] as number);
    sum += 2 * (signs[flip] as number) * (differences[flip] as number);
  }
  return { p: extreme / patterns, exact: true, draws: patterns };
}

/** Wilcoxon's signed-rank test, two-sided, exact. */
export function wilcoxonP(differences: readonly number[]): number {
  const [up, down] = [signedRankP(differences), signedRankP(differences.map((d) => -d))];
  return Math.min(1, 2 * Math.min(up, down));
}

export function hodgesLehmann(differences: readonly number[]): number {
  const means = differences.flatMap((d, i) => differences.slice(i).map((other) => (d + other) / 2));
  return medianOf(means.sort((a, b) => a - b));
}

/**
 * Two one-sided tests (Schuirmann 1987): whether the mean difference lies within ± the margin. A small p says "no difference that
 * matters"; a large one says nothing.
 */
export function equivalenceP(differences: readonly number[], margin: number): number {
  const n = differences.length;
  const error = deviationOf(differences, n - 1) / Math.sqrt(n);
  const mean = meanOf(differences);
  return Math.max(1 - tCdf((mean + margin) / error, n - 1), tCdf((mean - margin) / error, n - 1));
}
