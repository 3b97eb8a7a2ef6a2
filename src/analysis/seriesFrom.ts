import { type DatasetName, datasetNames, pinnedTestImages } from "#data";
import type { ConfigurationResults, TrialRecord } from "#experiment";
import { type Calibration, isCalibrated, protocols, scoreOf } from "#train";
import { summarize } from "./configurationSummary.ts";
import { areUndrawn, heldText } from "./heldStreams.ts";
import { looksAtTest } from "./looks.ts";
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
  const held = heldText(configuration.config, trainingExamples);
  // runs that share what they draw may be equal for that
  const isOneNet = held === undefined && haveConverged(scored);
  const copies = areUndrawn(configuration.config, trainingExamples) ? "undrawn" : isOneNet ? "converged" : undefined;
  const sharing = { held, copies } as const;
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
    selectedOn: protocols[configuration.config.protocol].selectOn,
    looks: looksAtTest(configuration),
    optimism: measureOptimism(runs, twins, sharing),
    numerics: [...new Set(records.map(({ numerics }) => numerics))],
    setup: setupOf(configuration, trainingExamples),
    ...sharing,
    testRows: testRowsOf(records),
    majority: summary.majorityShare === null ? undefined : 100 * summary.majorityShare,
  };
}

/** Losses of one minimum differ by such a part at most, as rounding and the last steps make it. */
const ALIKE = 1e-4;
/** Smaller ones, of nets that are all sure and right, tell nothing. */
const LEAST_LOSS = 1e-5;

interface Scored {
  readonly score: number;
  readonly calibration: Calibration | null | undefined;
  readonly testLoss: number | undefined;
}

/** Whether the runs of several seeds ended in one net: they have one accuracy, and one loss but for rounding. */
function haveConverged(scored: readonly Scored[]): boolean {
  const losses = scored.map(({ calibration, testLoss }) =>
    isCalibrated(calibration) ? calibration.negativeLogLikelihood : (testLoss ?? Number.NaN),
  );
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  return scored.length > 1 && scored.every(({ score }) => score === scored[0]?.score) && most > LEAST_LOSS && most - least <= ALIKE * most;
}

/** Of a configuration, whose runs have the same data. */
const trainingExamplesIn = (runs: ConfigurationResults["runs"]): number | undefined =>
  runs.find(({ record }) => record.result?.trainingExamples !== undefined)?.record.result?.trainingExamples;

function testRowsOf(records: readonly TrialRecord[]): number | undefined {
  const recorded = records.find(({ result }) => result?.testExamples !== undefined)?.result?.testExamples;
  const isPublished = records.every(({ data }) => datasetNames.includes(data.dataset as DatasetName));
  return recorded ?? (isPublished ? pinnedTestImages : undefined);
}
