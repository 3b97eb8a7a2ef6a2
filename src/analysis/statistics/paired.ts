import { differenceOfMeans, differencesOf } from "./differences.ts";
import { tCdf, tTwoSided } from "./distributions.ts";
import { hodgesLehmann } from "./hodgesLehmann.ts";
import { normalQuantile } from "./normal.ts";
import { deviationOf, type Interval, meanOf, tInterval } from "./sample.ts";
import { wilcoxonP } from "./signedRank.ts";
import { type SignFlip, signFlip } from "./signFlip.ts";

/** Two configurations paired by seed: a − b. All p are two-sided. */
export interface PairedComparison {
  readonly pairs: number;
  /** In how many pairs a is higher, and in how many neither is. */
  readonly wins: number;
  readonly ties: number;
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
  /** The probability that a is higher on another seed, equal ones by half: its share in the pairs, with Wilson's interval. */
  readonly superiority: { readonly share: number; readonly interval: Interval };
}

/** Two samples of as many values, in any unit: those at the same place are a pair. Throws a RangeError where they do not pair. */
export const comparePaired = (a: readonly number[], b: readonly number[], seed = 1): PairedComparison =>
  compareDifferences(differencesOf(a, b), seed);

/** The same of given differences. */
export function compareDifferences(differences: readonly number[], seed = 1): PairedComparison {
  const n = differences.length;
  const mean = differenceOfMeans(differences);
  const deviation = deviationOf(differences, n - 1);
  const t = mean / (deviation / Math.sqrt(n));
  const wins = differences.filter((d) => d > 0).length;
  const ties = differences.filter((d) => d === 0).length;
  return {
    pairs: n,
    wins,
    ties,
    meanDifference: mean,
    interval: tInterval(differences, 0.95),
    signFlip: signFlip(differences, seed),
    pairedT: { t, p: tTwoSided(t, n - 1) },
    wilcoxonP: wilcoxonP(differences),
    hodgesLehmann: hodgesLehmann(differences),
    effectSize: mean / deviation,
    superiority: { share: (wins + ties / 2) / n, interval: wilsonInterval(wins + ties / 2, n) },
  };
}

/** Whether no pair differs. */
export const isIdentical = ({ pairs, ties }: PairedComparison): boolean => pairs > 0 && ties === pairs;

/** Wilson 1927: the interval of a share of which `count` of `n` were seen, counts in between by halves too; not numbers for none. */
export function wilsonInterval(count: number, n: number, level = 0.95): Interval {
  const z = normalQuantile((1 + level) / 2);
  const share = count / n;
  const center = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  return { low: count === 0 && n > 0 ? 0 : center - half, high: count === n && n > 0 ? 1 : center + half, level };
}

/**
 * Two one-sided tests (Schuirmann 1987): whether the mean difference lies within ± the margin. A small p says "no difference that
 * matters"; a large one says nothing. Not a number where the differences do not vary: then Student's t has no scale.
 */
export function equivalenceP(differences: readonly number[], margin: number): number {
  const n = differences.length;
  const error = deviationOf(differences, n - 1) / Math.sqrt(n);
  if (!(error > 0)) return Number.NaN;
  const mean = meanOf(differences);
  return Math.max(tCdf(-(mean + margin) / error, n - 1), tCdf((mean - margin) / error, n - 1));
}
