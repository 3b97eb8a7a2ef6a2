import { chiSquareQuantile } from "./chiSquare.ts";
import { deviationOf, type Interval } from "./sample.ts";

/** The spread of runs that differ in one source of randomness, or in all. */
export interface SourceVariance {
  readonly source: string;
  /** Those that have an accuracy. */
  readonly runs: number;
  /** Those that diverged, beside them. */
  readonly diverged: number;
  /** Standard deviation with divisor n − 1. */
  readonly deviation: number;
  /** Of the standard deviation, for normal values: (n − 1) s² / σ² is chi-square. */
  readonly interval: Interval;
  /** Its variance over that of the runs that differ in all sources; not a number where any run diverged. */
  readonly share: number;
}

export interface VarianceSplit {
  readonly sources: readonly SourceVariance[];
  readonly all: SourceVariance;
  /**
   * The shares of the sources together. Each is a total effect (Homma and Saltelli 1996), with all that its source makes together with the
   * others: over all that could be held they add up to 1 where sources act apart, and to more where they act together.
   */
  readonly sumOfShares: number;
}

/**
 * How much of the variance of runs each source of randomness makes by itself: the variance of runs that differ in that source alone, with
 * the others held at one seed, over that of runs that differ in all. A run that diverged is null; what remains of the runs then says nothing
 * of the whole, so nothing is split.
 */
export function splitVariance(samples: Readonly<Record<string, Sample>>, all: Sample): VarianceSplit {
  const anyDiverged = [...Object.values(samples), all].some((values) => values.includes(null));
  const scores = all.filter((value) => value !== null);
  const total = anyDiverged ? Number.NaN : deviationOf(scores, scores.length - 1) ** 2;
  const sources = Object.entries(samples).map(([source, values]) => sourceVariance(source, values, total));
  return { sources, all: sourceVariance("all", all, total), sumOfShares: sources.reduce((sum, { share }) => sum + share, 0) };
}

/** Accuracies of runs, null of one that diverged. */
type Sample = readonly (number | null)[];

function sourceVariance(source: string, sample: Sample, total: number, level = 0.95): SourceVariance {
  const values = sample.filter((value) => value !== null);
  const degrees = values.length - 1;
  const deviation = deviationOf(values, degrees);
  const end = (p: number) => (deviation === 0 ? 0 : deviation * Math.sqrt(degrees / chiSquareQuantile(p, degrees)));
  return {
    source,
    runs: values.length,
    diverged: sample.length - values.length,
    deviation,
    interval: { low: end((1 + level) / 2), high: end((1 - level) / 2), level },
    share: deviation ** 2 / total,
  };
}
