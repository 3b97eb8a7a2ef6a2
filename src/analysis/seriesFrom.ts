import { type DatasetName, datasetNames, pinnedTestImages } from "#data";
import type { ConfigurationResults, TrialRecord } from "#experiment";
import { isCalibrated, scoreOf } from "#train";
import { summarize } from "./configurationSummary.ts";
import { haveConverged, isConvex } from "./convergence.ts";
import { drawsOf } from "./draws.ts";
import { areUndrawn, heldText } from "./heldStreams.ts";
import { chosenOn, looksAtTest } from "./looks.ts";
import { lostClassAdvice } from "./lostClassAdvice.ts";
import { measureOptimism } from "./optimism.ts";
import type { Series } from "./series.ts";
import { setupOf } from "./setup.ts";

/** The finished runs of a configuration by seed, in percent, and what became of the others. The twins are those of its experiment. */
export function seriesFrom(configuration: ConfigurationResults, twins: ReadonlyMap<string, TrialRecord>): Series {
  const { name, runs } = configuration;
  const summary = summarize(configuration);
  const records = runs.map(({ record }) => record);
  const scored = records.flatMap(({ result }) => {
    const score = result ? scoreOf(result) : null;
    return result && score !== null
      ? [{ seed: result.seed, score, calibration: result.monteCarlo?.calibration ?? result.calibration, testLoss: result.testLoss }]
      : [];
  });
  const trainingExamples = trainingExamplesIn(runs);
  const testRows = testRowsOf(records);
  const held = heldText(configuration.config, trainingExamples);
  // runs that share what they draw may be equal for that
  const hasOneMinimum = isConvex(configuration.config);
  const isOneNet = held === undefined && haveConverged(scored, { hasOneMinimum, testRows });
  const copies = areUndrawn(configuration.config, trainingExamples) ? "undrawn" : isOneNet ? "converged" : undefined;
  const sharing = { held, copies } as const;
  const selectedOn = chosenOn(configuration.config);
  return {
    name,
    bySeed: new Map(scored.map(({ seed, score }) => [seed, 100 * score])),
    calibrationBySeed: new Map(
      scored.flatMap(({ seed, calibration }) => (isCalibrated(calibration) ? [[seed, calibration] as const] : [])),
    ),
    withoutProbabilities: summary.withoutProbabilities,
    seeds: records.map(({ config }) => config.seed),
    planned: runs.length,
    failed: summary.failed,
    pruned: summary.pruned,
    diverged: summary.diverged,
    withDeadClasses: summary.withDeadClasses,
    lostClassAdvice: lostClassAdvice(configuration.config),
    selectedOn,
    looks: looksAtTest(configuration),
    optimism: selectedOn === "test" ? measureOptimism(runs, twins, sharing) : undefined,
    numerics: [...new Set(records.map(({ numerics }) => numerics))],
    setup: setupOf(configuration, trainingExamples),
    ...sharing,
    ...(records[0] && drawsOf(records[0].data)),
    hasOneMinimum,
    testRows,
    majority: summary.majorityShare === null ? undefined : 100 * summary.majorityShare,
  };
}

/** Of a configuration, whose runs have the same data. */
const trainingExamplesIn = (runs: ConfigurationResults["runs"]): number | undefined =>
  runs.find(({ record }) => record.result?.trainingExamples !== undefined)?.record.result?.trainingExamples;

function testRowsOf(records: readonly TrialRecord[]): number | undefined {
  const recorded = records.find(({ result }) => result?.testExamples !== undefined)?.result?.testExamples;
  const isPublished = records.every(({ data }) => datasetNames.includes(data.dataset as DatasetName));
  return recorded ?? (isPublished ? pinnedTestImages : undefined);
}
