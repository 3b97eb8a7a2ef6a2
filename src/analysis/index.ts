/** What the runs came to: statistics, comparisons, verdicts, warnings, looking into nets. */
export { baselineAmong } from "./baseline.ts";
export { compareAll } from "./compareAll.ts";
export type { CalibrationComparison, Comparison } from "./comparison.ts";
export { type ConfigurationSummary, commonDeviation, deviationAs, summarize } from "./configurationSummary.ts";
export { drawsOf, drawsOfBoth } from "./draws.ts";
export {
  type CurvePoint,
  comparisonsOf,
  type ExampleCounts,
  type ExperimentReport,
  type InspectedConfiguration,
  type ReportConfiguration,
} from "./experimentReport.ts";
export { endText, fixedText } from "./fixedText.ts";
export { formatGeneral } from "./formatGeneral.ts";
export { gatherReport, workSeconds } from "./gatherReport.ts";
export { streamNames } from "./heldStreams.ts";
export { dataOfRun, specOf } from "./inspection/dataOfRun.ts";
export { exampleActivations } from "./inspection/exampleActivations.ts";
export { inspectTrial as inspectRun, type LayerActivity } from "./inspection/inspection.ts";
export { inspectReport, parameterTotal } from "./inspection/inspectReport.ts";
export { chosenOn, looksOf } from "./looks.ts";
export { lostClassAdvice } from "./lostClassAdvice.ts";
export { compareWithPublished } from "./postComparison.ts";
export { type PruneLook, pruneLooks, seedsToPrune } from "./pruneLooks.ts";
export { pText } from "./pText.ts";
export {
  compareHalfRemoved,
  halfRemoved,
  type RobustnessPoint,
  type RobustnessSummary,
  robustnessOf,
  unmeasuredRuns,
} from "./robustness.ts";
export type { Series } from "./series.ts";
export { seriesFrom } from "./seriesFrom.ts";
export { countCauses, differingFields, sameTestImages } from "./setup.ts";
export { spreadDecimals } from "./spreadDecimals.ts";
export { benjaminiHochberg, holm } from "./statistics/adjust.ts";
export { bcaInterval, FEWEST_RESAMPLED } from "./statistics/bootstrap.ts";
export { differenceOfMeans, differencesOf } from "./statistics/differences.ts";
export { mcnemarP } from "./statistics/mcnemar.ts";
export { comparePaired, equivalenceP, type PairedComparison, wilsonInterval } from "./statistics/paired.ts";
export { detectableDifference, pairedPower, pairsNeeded } from "./statistics/power.ts";
export {
  accuracyInterval,
  type Interval,
  meanOf as mean,
  SAME_MEAN,
  type SampleSummary,
  standardDeviation,
  summarizeSample,
  tInterval,
} from "./statistics/sample.ts";
export { signFlip } from "./statistics/signFlip.ts";
export { pairsFor, shownBefore, smallestP } from "./statistics/signFlipPower.ts";
export { tQuantile } from "./statistics/student.ts";
export { mannWhitney, superiority } from "./statistics/unpaired.ts";
export { type SourceVariance, splitVariance, type VarianceSplit } from "./statistics/varianceSplit.ts";
export { sampleDeviation, welch } from "./statistics/welch.ts";
export { countSignificant, isNotCompared, isShown, isSignificant } from "./verdict.ts";
export { warningsFor } from "./warnings.ts";
