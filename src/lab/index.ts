/** The laboratory: experiments, their trials on threads, what is kept of them, their summary, the speed of devices. */

export { actingFields, actingRepetitions } from "./actingFields.ts";
export { type ConfigurationSummary, commonDeviation, deviationAs, summarize } from "./configurationSummary.ts";
export { estimateSeconds } from "./estimate.ts";
export {
  type ConfigurationFields,
  configurationsOf,
  defineExperiment,
  type Experiment,
  experimentJsonSchema,
  parseExperiment,
} from "./experiment.ts";
export { type ExportColumn, type ExportSource, evaluationTable, trialTable } from "./exportTable.ts";
export { endText, fixedText } from "./fixedText.ts";
export { formatGeneral } from "./formatGeneral.ts";
export { DATA_SEED_IDLE, idleNotes } from "./idleNotes.ts";
export { numericalVersionOf, numericsNote } from "./numericsNote.ts";
export {
  configurationText,
  type Plan,
  type PlannedConfiguration,
  type PlannedTrial,
  planExperiment,
  type RunData,
  trialId,
} from "./plan.ts";
export { isPostTable, type PublishedRow, postExperiment, publishedRows, publishedRuns, verdictOf } from "./postTable.ts";
export { type PruneLook, Pruning, pruneLooks, seedsToPrune } from "./prune.ts";
export { pText } from "./pText.ts";
export { accuracyStep } from "./reporting/accuracyStep.ts";
export { baselineAmong } from "./reporting/baseline.ts";
export { compareAll } from "./reporting/compareAll.ts";
export type { CalibrationComparison, Comparison, Verdict } from "./reporting/comparison.ts";
export type {
  CurvePoint,
  ExampleCounts,
  ExperimentReport,
  InspectedConfiguration,
  InspectOptions,
  ReportConfiguration,
  ReportOptions,
  ReportSource,
  ReportTrial,
  SharedImages,
} from "./reporting/experimentReport.ts";
export { configurationsWithTrials, gatherReport } from "./reporting/gatherReport.ts";
export { heldText, streamNames } from "./reporting/heldStreams.ts";
export { type Inspection, inspectTrial, type LayerActivity, type Mistake } from "./reporting/inspection.ts";
export { inspectReport, parameterTotal } from "./reporting/inspectReport.ts";
export { measureOptimism, type Optimism } from "./reporting/optimism.ts";
export type { Series } from "./reporting/series.ts";
export { seriesFrom } from "./reporting/seriesFrom.ts";
export { countCauses, differingFields, type Setup, sameTestImages } from "./reporting/setup.ts";
export { isShown } from "./reporting/verdict.ts";
export { warningsFor } from "./reporting/warnings.ts";
export { defaults, resolveTrial } from "./resolveTrial.ts";
export { type RunnerEvents, type RunnerOptions, runPlan } from "./runner.ts";
export { type Outcome, type RunOptions, runTrials } from "./runTrials.ts";
export { type DeviceSpeed, forwardFlops, measureSpeed } from "./speed.ts";
export { benjaminiHochberg, holm } from "./statistics/adjust.ts";
export { bcaInterval, FEWEST_RESAMPLED } from "./statistics/bootstrap.ts";
export { chiSquareCdf, chiSquareQuantile } from "./statistics/chiSquare.ts";
export { differencesOf } from "./statistics/differences.ts";
export { tCdf, tTwoSided } from "./statistics/distributions.ts";
export { logGamma } from "./statistics/gamma.ts";
export { hodgesLehmann } from "./statistics/hodgesLehmann.ts";
export { mcnemarP } from "./statistics/mcnemar.ts";
export { normalCdf, normalQuantile } from "./statistics/normal.ts";
export {
  compareDifferences,
  comparePaired,
  equivalenceP,
  isIdentical,
  type PairedComparison,
  wilsonInterval,
} from "./statistics/paired.ts";
export { detectableDifference, pairedPower, pairsNeeded } from "./statistics/power.ts";
export {
  accuracyInterval,
  type Interval,
  meanOf as mean,
  type SampleSummary,
  standardDeviation,
  summarizeSample,
  tInterval,
} from "./statistics/sample.ts";
export { signedRankP, wilcoxonP } from "./statistics/signedRank.ts";
export { signedSumTail } from "./statistics/signedSumTail.ts";
export { type SignFlip, signFlip } from "./statistics/signFlip.ts";
export { LEVEL, pairsFor, pairsToShow, showableDifference, shownBefore, signFlipPower, smallestP } from "./statistics/signFlipPower.ts";
export { tQuantile } from "./statistics/student.ts";
export { mannWhitney, superiority } from "./statistics/unpaired.ts";
export { type SourceVariance, splitVariance, type VarianceSplit } from "./statistics/varianceSplit.ts";
export { sampleDeviation, welch } from "./statistics/welch.ts";
export {
  type ExperimentRecord,
  type Member,
  type Owner,
  type Store,
  type TrialNews,
  type TrialRecord,
  type TrialState,
  trialStates,
} from "./store.ts";
