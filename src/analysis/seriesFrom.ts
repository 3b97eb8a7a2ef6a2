import { areLimits, type DatasetName, DEFAULT_DATA_SEED, datasetNames, pinnedTestImages } from "#data";
import { type ConfigurationResults, drawsMasks, type TrialRecord } from "#experiment";
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
  const isOneNet = held === undefined && haveConverged(scored, isLinear(configuration.config));
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
    dataDraw: dataDrawOf(records),
    testRows: testRowsOf(records),
    majority: summary.majorityShare === null ? undefined : 100 * summary.majorityShare,
  };
}

/** Of runs that were trained on drawn examples, or with labels that were drawn. */
function dataDrawOf([record]: readonly TrialRecord[]): number | undefined {
  return record && areLimits(record.data) ? (record.data.dataSeed ?? DEFAULT_DATA_SEED) : undefined;
}

/** Losses of one minimum differ by such a part at most, as rounding and the last steps make it. */
const ALIKE = 1e-4;
/** And those of runs that are chosen near it, at different iterations, of a net whose loss has no other minimum. */
const NEAR = 0.05;
/** Smaller ones, of nets that are all sure and right, tell nothing. */
const LEAST_LOSS = 1e-5;

interface Scored {
  readonly score: number;
  readonly calibration: Calibration | null | undefined;
  readonly testLoss: number | undefined;
}

/** Whether the runs of several seeds ended in one net: they have one accuracy, and one loss but for rounding, or nearly one where there is one minimum. */
function haveConverged(scored: readonly Scored[], hasOneMinimum: boolean): boolean {
  const losses = scored.map(({ calibration, testLoss }) =>
    isCalibrated(calibration) ? calibration.negativeLogLikelihood : (testLoss ?? Number.NaN),
  );
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  return (
    scored.length > 1 &&
    scored.every(({ score }) => score === scored[0]?.score) &&
    most > LEAST_LOSS &&
    most - least <= (hasOneMinimum ? NEAR : ALIKE) * most
  );
}

/** Whether nothing but a dense layer gives the logits, and nothing is dropped: their loss is convex, as that of logistic regression. */
function isLinear(config: ConfigurationResults["config"]): boolean {
  // a protocol's ReLU on the logits is among the layers
  const [only, ...more] = config.model.layers.filter(({ layer }) => layer !== "flatten" && layer !== "dropout");
  return only?.layer === "dense" && more.length === 0 && !drawsMasks(config);
}

/** Of a configuration, whose runs have the same data. */
const trainingExamplesIn = (runs: ConfigurationResults["runs"]): number | undefined =>
  runs.find(({ record }) => record.result?.trainingExamples !== undefined)?.record.result?.trainingExamples;

function testRowsOf(records: readonly TrialRecord[]): number | undefined {
  const recorded = records.find(({ result }) => result?.testExamples !== undefined)?.result?.testExamples;
  const isPublished = records.every(({ data }) => datasetNames.includes(data.dataset as DatasetName));
  return recorded ?? (isPublished ? pinnedTestImages : undefined);
}
