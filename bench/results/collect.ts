import { parameterTotal } from "#analysis";
import { limitTraining } from "#data";
import { loadDataset } from "#data/files";
import {
  configurationsOf,
  type ExperimentRecord,
  loadResults,
  loadWeights,
  type Run,
  type StoreReader,
  type TrialRecord,
} from "#experiment";
import type { Evaluation, Robustness } from "#train";
import { lengthOf, type PageExperiment, wordsOf } from "./experiments.ts";
import type { ExperimentFact, Maker, RobustnessFact, RowFact, RunFact } from "./facts.ts";
import { type KeptNet, unitNormsOf } from "./unitNorms.ts";

/** The facts of an experiment in a store; null where it was not begun. */
export async function collectExperiment(source: StoreReader, wanted: PageExperiment, quick: boolean): Promise<ExperimentFact | null> {
  const { iterations } = lengthOf(wanted, quick);
  const experiment = (await source.experiments()).findLast(
    ({ name, definition }) => name === wanted.definition.name && (definition.iterations ?? iterations) === iterations,
  );
  if (!experiment) return null;
  const results = await loadResults(source, experiment);
  const newest = newestOf(results.runs);
  const [first] = newest;
  if (!first) return null;
  const { config, data: spec } = first.record;
  const { dataset, trainExamples, labelNoise, dataSeed, ...reading } = spec;
  const data = limitTraining(loadDataset(dataset, reading), { trainExamples, labelNoise, dataSeed });
  const trained = data.train.count - data.heldOut;
  const all = newest.map(({ record }) => record);
  const times = (name: "started" | "finished") => all.flatMap((trial) => trial[name] ?? []).sort();
  return {
    command: ["droplab", ...wordsOf(wanted, quick)].join(" "),
    experiment: experiment.id,
    iterations: config.iterations,
    evaluateEvery: config.evaluateEvery,
    reps: Math.max(...results.runs.map(({ repetition }) => repetition)),
    seed: experiment.definition.seed ?? 1,
    net: { parameters: parameterTotal(config) ?? 0, trained, heldOut: data.heldOut, test: data.test.count },
    noise: labelNoise ?? 0,
    started: times("started")[0] ?? null,
    finished: times("finished").at(-1) ?? null,
    workSeconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
    madeBy: makersOf(all),
    rows: await rowsOf(source, experiment, newest),
  };
}

const versionOf = ({ record }: Run) => Number.parseInt(record.numerics, 10);

/** One run for each repetition of a configuration: a store may have those of several numerical versions, and only the newest count. */
function newestOf(runs: readonly Run[]): Run[] {
  const most = Math.max(...runs.map(versionOf));
  const newest = runs.filter((run) => versionOf(run) === most);
  return [...new Map(newest.map((run) => [`${run.configuration} ${run.repetition}`, run])).values()];
}

function makersOf(records: readonly TrialRecord[]): Maker[] {
  const makers = records.flatMap(({ owner, numerics, result }): Maker[] =>
    owner && result ? [{ version: owner.version, numerics, ...owner.machine }] : [],
  );
  return [...new Map(makers.map((maker) => [JSON.stringify(maker), maker])).values()];
}

/** A row for each configuration of the definition, those without runs too. */
async function rowsOf(source: StoreReader, { definition }: ExperimentRecord, newest: readonly Run[]): Promise<RowFact[]> {
  const rows: RowFact[] = [];
  // one after the other: all nets of all rows are much to hold at once
  for (const [configuration, { varied }] of configurationsOf(definition).entries()) {
    const own = newest.filter((run) => run.configuration === configuration);
    const runs = await Promise.all(own.map(async (run) => ({ ...run, evaluations: await run.evaluations() })));
    const finished = runs.filter(({ record }) => record.result);
    const norms = finished.flatMap(({ evaluations }) => evaluations.flatMap(({ kernelNorms }) => kernelNorms)).filter(Number.isFinite);
    rows.push({
      varied: varied as Record<string, number>,
      runs: runs.map(({ repetition, record, evaluations }) => runOf(repetition, record, evaluations)),
      unitNorms: unitNormsOf(await keptNets(source, finished)),
      largestKernelNorm: norms.length ? norms.reduce((most, norm) => Math.max(most, norm)) : null,
    });
  }
  return rows;
}

async function keptNets(source: StoreReader, finished: readonly { readonly record: TrialRecord }[]): Promise<KeptNet[]> {
  const nets: KeptNet[] = [];
  for (const { record } of finished) {
    const weights = record.result?.divergedAt === null && (await loadWeights(source, record.id));
    if (weights) nets.push({ config: record.config, weights });
  }
  return nets;
}

function runOf(repetition: number, { id, config, state, result }: TrialRecord, evaluations: readonly Evaluation[]): RunFact {
  const common = { repetition, seed: config.seed, trial: id };
  const nothing = {
    accuracy: null,
    iteration: null,
    lostClasses: [],
    cameBack: [],
    lastAccuracy: null,
    selectionAccuracy: null,
    memorized: null,
  };
  if (!result) return { ...common, state: state === "failed" || state === "pruned" ? state : "open", ...nothing };
  if (result.divergedAt !== null) return { ...common, state: "diverged", ...nothing };
  const { accuracy, iteration, deadClasses } = result;
  if (accuracy === null || iteration === null) return { ...common, state: "diverged", ...nothing };
  return {
    ...common,
    state: "done",
    accuracy,
    iteration,
    lostClasses: deadClasses,
    cameBack: cameBack(evaluations, iteration, deadClasses),
    lastAccuracy: evaluations.at(-1)?.accuracy ?? null,
    selectionAccuracy: result.selectionAccuracy,
    memorized: result.memorized ?? null,
    ...(result.robustness && { robustness: meansOf(result.robustness) }),
  };
}

function meansOf({ units, images, shares, right, rightRescaled }: Robustness): RobustnessFact {
  const draws = right[0]?.length ?? 0;
  const means = (rows: Robustness["right"]) => rows.map((row) => row.reduce((sum, count) => sum + count, 0) / (images * draws));
  return { units, images, draws, shares, asIs: means(right), rescaled: means(rightRescaled) };
}

/**
 * Classes that were lost before the chosen iteration and are back at it, on the examples that choose: on the test examples one may be alive
 * without.
 */
function cameBack(evaluations: readonly Evaluation[], chosen: number, lost: readonly number[]): RunFact["cameBack"] {
  const before = evaluations.filter(({ iteration }) => iteration <= chosen);
  const labels = [...new Set(before.flatMap(({ deadClasses }) => deadClasses))].filter((label) => !lost.includes(label)).sort();
  return labels.flatMap((label) => {
    const back = before[before.findLastIndex(({ deadClasses }) => deadClasses.includes(label)) + 1];
    return back ? [{ label, at: back.iteration }] : [];
  });
}
