import type { ConfigurationResults, TrialRecord } from "#experiment";
import { isCalibrated, type Memorized, neverBound, protocols, recordedMethods, scoreOf } from "#train";
import { accuracyInterval, type Interval, meanOf, standardDeviation } from "./statistics/sample.ts";

/** What the trials of one configuration came to; accuracies in [0, 1]. */
export interface ConfigurationSummary {
  /** By which it can be told from the others of its experiment. */
  readonly name: string;
  readonly varied: Readonly<Record<string, unknown>>;
  /** Trials that were planned. */
  readonly planned: number;
  /** Of the trials that are done and did not diverge, in the order of their seeds. */
  readonly accuracies: readonly number[];
  readonly mean: number;
  readonly standardDeviation: number;
  readonly deviation: "population" | "sample";
  /** Of the mean, 95%: Student's on the logit scale, within 0 and 1; not numbers for fewer than two. */
  readonly interval: Interval;
  /** Of those of the same trials where it was recorded and is one of numbers; not numbers where none is. */
  readonly calibration: CalibrationSummary | null;
  /** Whether its nets give no probabilities, so that they have no calibration. */
  readonly withoutProbabilities: boolean;
  /** Of thinned nets together, averaged over the trials that have them; null without. Accuracy in [0, 1]. */
  readonly monteCarlo: { readonly accuracy: number; readonly calibration: CalibrationSummary | null } | null;
  /** Trials of these in which some class is lost. */
  readonly withDeadClasses: number;
  readonly diverged: number;
  /** The mean of the trials in which no class is lost; not a number where there is none. */
  readonly meanWithoutDeadClasses: number;
  /** What was made of wrong training labels, shares averaged over the trials that did not diverge; null where there were none. */
  readonly memorized: Pick<Memorized, "asLabelled" | "asTrue"> | null;
  /** Of the test examples, in [0, 1]: what naming the most frequent class alone is right for; null where it was not recorded. */
  readonly majorityShare: number | null;
  /** Where max-norm was given and had nothing to do at the start and any evaluation of any run: its limit, and the largest of the norms that it limits; else null. */
  readonly idleMaxNorm: IdleMaxNorm | null;
  readonly failed: number;
  readonly pruned: number;
  /** Trials that are not settled. */
  readonly open: number;
}

export interface IdleMaxNorm {
  readonly limit: number;
  readonly of: "unit" | "kernel";
  readonly largest: number;
}

/** Means over the trials that have it. */
export interface CalibrationSummary {
  readonly runs: number;
  /** In nats. */
  readonly negativeLogLikelihood: number;
  /** In [0, 1], over `bins` bins of equal width. */
  readonly expectedCalibrationError: number;
  readonly bins: number;
}

/** What the spreads of one table are, so that they compare: as the protocol has it where all have the same, else with divisor n − 1. */
export const commonDeviation = (summaries: readonly Pick<ConfigurationSummary, "deviation">[]): ConfigurationSummary["deviation"] =>
  summaries.every(({ deviation }) => deviation === "population") ? "population" : "sample";

/** The standard deviation of a summary as a table has it; not a number for one value. */
export function deviationAs(
  wanted: ConfigurationSummary["deviation"],
  { accuracies, standardDeviation: own, deviation }: Pick<ConfigurationSummary, "accuracies" | "standardDeviation" | "deviation">,
): number {
  const { length } = accuracies;
  if (length < 2) return Number.NaN;
  return deviation === wanted ? own : standardDeviation(accuracies, wanted);
}

/** Failed, pruned and diverged trials are counted, never dropped in silence; they have no score. */
export function summarize({ name, varied, config, runs, missing }: ConfigurationResults): ConfigurationSummary {
  const { deviation } = protocols[config.protocol];
  const results = runs.flatMap(({ record }) => record.result ?? []);
  const scored = results.filter((result) => scoreOf(result) !== null);
  const scoresOf = (some: typeof results) => some.flatMap((result) => scoreOf(result) ?? []);
  const accuracies = scoresOf(scored);
  const count = (reason: ConfigurationResults["missing"][number]["why"]) => missing.filter(({ why }) => why === reason).length;
  const { low, high, level } = accuracyInterval(accuracies.map((accuracy) => 100 * accuracy));
  const memories = scored.flatMap(({ memorized }) => memorized ?? []);
  const meanShare = (share: (one: Memorized) => number) => meanOf(memories.map(share));
  return {
    name,
    varied,
    planned: runs.length,
    accuracies,
    mean: meanOf(accuracies),
    standardDeviation: standardDeviation(accuracies, deviation),
    deviation,
    interval: { low: low / 100, high: high / 100, level },
    calibration: calibrationOfAll(scored),
    withoutProbabilities: scored.length > 0 && scored.every(({ calibration }) => calibration === null),
    monteCarlo: monteCarloOfAll(scored),
    withDeadClasses: scored.filter(({ deadClasses }) => deadClasses.length > 0).length,
    diverged: count("diverged"),
    meanWithoutDeadClasses: meanOf(scoresOf(scored.filter(({ deadClasses }) => deadClasses.length === 0))),
    memorized: memories.length ? { asLabelled: meanShare((one) => one.asLabelled), asTrue: meanShare((one) => one.asTrue) } : null,
    majorityShare: results[0]?.majorityShare ?? null,
    idleMaxNorm: idleMaxNormOf(config, results),
    failed: count("failed"),
    pruned: count("pruned"),
    open: count("open"),
  };
}

function idleMaxNormOf(config: ConfigurationResults["config"], results: readonly NonNullable<TrialRecord["result"]>[]): IdleMaxNorm | null {
  const { maxNorm: limit, maxNormScope: of } = recordedMethods(config);
  if (results.length === 0 || !results.every(({ largestNorm }) => neverBound(limit, largestNorm))) return null;
  return { limit, of, largest: Math.max(...results.map(({ largestNorm = 0 }) => largestNorm)) };
}

function monteCarloOfAll(results: readonly NonNullable<TrialRecord["result"]>[]): ConfigurationSummary["monteCarlo"] {
  const known = results.flatMap(({ monteCarlo }) => monteCarlo ?? []);
  return known.length ? { accuracy: meanOf(known.map(({ accuracy }) => accuracy)), calibration: calibrationOfAll(known) } : null;
}

function calibrationOfAll(results: readonly Pick<NonNullable<TrialRecord["result"]>, "calibration">[]): CalibrationSummary | null {
  const recorded = results.flatMap(({ calibration }) => calibration ?? []);
  const [first] = recorded;
  if (!first) return null;
  const known = recorded.filter(isCalibrated);
  return {
    runs: known.length,
    negativeLogLikelihood: meanOf(known.map((one) => one.negativeLogLikelihood)),
    expectedCalibrationError: meanOf(known.map((one) => one.expectedCalibrationError)),
    bins: first.bins,
  };
}
