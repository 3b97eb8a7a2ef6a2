import type { Comparison, Interval, SampleSummary, Series, SourceVariance, VarianceSplit } from "#analysis";
import type { PublishedRow } from "#experiment";

/**
 * What programs read: accuracies and their differences from 0 to 1, where people read percent and points. A field whose name does not say
 * that it is of an accuracy has another name here, so that no script takes a share for a percentage.
 */
export const ACCURACY_SCALE = { accuracyScale: "0 to 1" } as const;

/** Of percent or points, freed of what dividing adds behind the fifteenth digit. */
const share = (percent: number): number => Number((percent / 100).toPrecision(15));
export const intervalShares = ({ low, high, ...more }: Interval) => ({ low: share(low), high: share(high), ...more });

export const publishedShares = ({ dropout, maxNorm, mean, sd }: PublishedRow) => ({
  dropout,
  maxNorm,
  accuracyMean: share(mean),
  accuracyDeviation: share(sd),
});

export function seriesShares({ bySeed, calibrationBySeed, majority, optimism, ...series }: Series) {
  return {
    ...series,
    accuracyBySeed: Object.fromEntries([...bySeed].map(([seed, percent]) => [seed, share(percent)])),
    calibrationBySeed: Object.fromEntries(calibrationBySeed ?? []),
    majorityShare: majority === undefined ? null : share(majority),
    optimism: optimism && {
      runs: optimism.runs,
      accuracyDifference: share(optimism.points),
      accuracyDifferenceInterval: intervalShares(optimism.interval),
    },
  };
}

export const sampleShares = ({ n, interval, ...values }: SampleSummary) => ({
  n,
  mean: share(values.mean),
  populationDeviation: share(values.populationDeviation),
  sampleDeviation: share(values.sampleDeviation),
  median: share(values.median),
  min: share(values.min),
  max: share(values.max),
  interquartileMean: share(values.interquartileMean),
  interval: intervalShares(interval),
});

export function comparisonShares({
  paired,
  bootstrap,
  equivalence,
  detectable,
  independent,
  calibration,
  mostShown: _,
  ...comparison
}: Comparison) {
  const { meanDifference, hodgesLehmann, interval, ...pairs } = paired;
  return {
    ...comparison,
    accuracyDifference: { mean: share(meanDifference), interval: intervalShares(interval), hodgesLehmann: share(hodgesLehmann), ...pairs },
    accuracyDifferenceBootstrap: { ...intervalShares(bootstrap), method: bootstrap.method },
    equivalence: equivalence && {
      accuracyMargin: share(equivalence.margin),
      accuracyStep: share(equivalence.step),
      p: equivalence.p,
      adjustedP: equivalence.adjustedP,
    },
    detectableAccuracyDifference: share(detectable),
    independent: independent && {
      runs: independent.runs,
      accuracyDifference: share(independent.difference),
      welchP: independent.welchP,
      mannWhitneyP: independent.mannWhitneyP,
    },
    calibrationDifference: calibration && {
      ...calibration,
      expectedCalibrationError: {
        difference: share(calibration.expectedCalibrationError.difference),
        interval: intervalShares(calibration.expectedCalibrationError.interval),
      },
    },
  };
}

export const sourceShares = ({ deviation, interval, ...source }: SourceVariance) => ({
  ...source,
  accuracyDeviation: share(deviation),
  accuracyDeviationInterval: intervalShares(interval),
});

export const varianceShares = ({ sources, all, sumOfShares }: VarianceSplit) => ({
  sources: sources.map(sourceShares),
  all: sourceShares(all),
  sumOfShares,
});
