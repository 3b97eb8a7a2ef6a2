import { parameterTotal } from "#analysis";
import { limitTraining, loadDataset } from "#data";
import { configurationsOf, type ExperimentRecord, loadWeights, type Member, type StoreReader, type TrialRecord } from "#experiment";
import type { Evaluation } from "#train";
import { lengthOf, type PageExperiment, wordsOf } from "./experiments.ts";
import type { ExperimentFact, Maker, RowFact, RunFact } from "./facts.ts";
import { type KeptNet, unitNormsOf } from "./unitNorms.ts";

/** The facts of an experiment in a store; null where it was not begun. */
export async function collectExperiment(source: StoreReader, wanted: PageExperiment, quick: boolean): Promise<ExperimentFact | null> {
  const { iterations } = lengthOf(wanted, quick);
  const record = (await source.experiments()).findLast(
    ({ name, definition }) => name === wanted.definition.name && (definition.iterations ?? iterations) === iterations,
  );
  if (!record) return null;
  const members = await source.members(record.id);
  const records = await source.trials(members.map(({ trial }) => trial));
  const newest = newestOf(members, records);
  const [first] = newest.values();
  if (!first) return null;
  const { config, data: spec } = first;
  const { dataset, trainExamples, labelNoise, dataSeed, ...reading } = spec;
  const data = limitTraining(loadDataset(dataset, reading), { trainExamples, labelNoise, dataSeed });
  const trained = data.train.count - data.heldOut;
  const all = [...newest.values()];
  const times = (name: "started" | "finished") => all.flatMap((trial) => trial[name] ?? []).sort();
  return {
    command: ["droplab", ...wordsOf(wanted, quick)].join(" "),
    experiment: record.id,
    iterations: config.iterations,
    evaluateEvery: config.evaluateEvery,
    reps: Math.max(...members.map(({ repetition }) => repetition)),
    seed: record.definition.seed ?? 1,
    net: { parameters: parameterTotal(config) ?? 0, trained, heldOut: data.heldOut, test: data.test.count },
    noise: labelNoise ?? 0,
    started: times("started")[0] ?? null,
    finished: times("finished").at(-1) ?? null,
    workSeconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
    madeBy: makersOf(all),
    rows: await rowsOf(source, record, newest),
  };
}

const placeOf = ({ configuration, repetition }: Pick<Member, "configuration" | "repetition">) => `${configuration} ${repetition}`;
const versionOf = ({ numerics }: TrialRecord) => Number.parseInt(numerics, 10);

/** One trial for each place: a store may have those of several numerical versions, and only the newest count. */
function newestOf(members: readonly Member[], records: ReadonlyMap<string, TrialRecord>): Map<string, TrialRecord> {
  const newest = new Map<string, TrialRecord>();
  const most = Math.max(...[...records.values()].map(versionOf));
  for (const member of members) {
    const record = records.get(member.trial);
    if (record && versionOf(record) === most) newest.set(placeOf(member), record);
  }
  return newest;
}

function makersOf(records: readonly TrialRecord[]): Maker[] {
  const makers = records.flatMap(({ owner, numerics, result }): Maker[] =>
    owner && result ? [{ version: owner.version, numerics, ...owner.machine }] : [],
  );
  return [...new Map(makers.map((maker) => [JSON.stringify(maker), maker])).values()];
}

async function rowsOf(source: StoreReader, { definition }: ExperimentRecord, newest: ReadonlyMap<string, TrialRecord>): Promise<RowFact[]> {
  const rows: RowFact[] = [];
  for (const [configuration, { varied }] of configurationsOf(definition).entries()) {
    const trials: { repetition: number; trial: TrialRecord; evaluations: Evaluation[] }[] = [];
    for (const [place, trial] of newest) {
      const [index, repetition] = place.split(" ").map(Number) as [number, number];
      if (index === configuration) trials.push({ repetition, trial, evaluations: await source.evaluations(trial.id) });
    }
    const finished = trials.filter(({ trial }) => trial.result);
    const norms = finished.flatMap(({ evaluations }) => evaluations.flatMap(({ kernelNorms }) => kernelNorms)).filter(Number.isFinite);
    const nets: KeptNet[] = [];
    for (const { trial } of finished) {
      const weights = trial.result?.divergedAt === null && (await loadWeights(source, trial.id));
      if (weights) nets.push({ config: trial.config, weights });
    }
    rows.push({
      varied: varied as Record<string, number>,
      runs: trials.map(({ repetition, trial, evaluations }) => runOf(repetition, trial, evaluations)),
      unitNorms: unitNormsOf(nets),
      largestKernelNorm: norms.length ? norms.reduce((most, norm) => Math.max(most, norm)) : null,
    });
  }
  return rows;
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
  };
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
