import { gatherReport } from "#analysis";
import { loadDataset } from "#data/files";
import { NUMERICAL_VERSION } from "#engine";
import {
  configurationsOf,
  type Experiment,
  type ExperimentRecord,
  loadResults,
  type Member,
  resolveTrial,
  type TrialRecord,
  type TrialState,
} from "#experiment";
import type { Calibration, Evaluation, Robustness } from "#train";
import type { ResultsStore } from "../src/experiment/experimentResults.ts";

const numerics = `${NUMERICAL_VERSION} fused`;

/** What became of a run. */
export interface MadeUpRun {
  readonly state: TrialState;
  /** In [0, 1]; of runs that are done. */
  readonly accuracy?: number;
  readonly divergedAt?: number;
  readonly deadClasses?: readonly number[];
  readonly error?: string;
  readonly calibration?: Calibration;
  readonly robustness?: Robustness;
}

/** What a report says about an experiment of a store. */
export const reportOf = async (source: ResultsStore, experiment: ExperimentRecord, options: Parameters<typeof gatherReport>[1]) =>
  gatherReport(await loadResults(source, experiment), options);

/** An experiment whose results are made up, without a store. */
export function madeUpExperiment(
  definition: Experiment,
  runOf: (configuration: number, repetition: number) => MadeUpRun,
): { experiment: ExperimentRecord; members: Member[]; source: ResultsStore } {
  const { reps = 10 } = definition;
  const data = loadDataset("mnist", {});
  const records = new Map<string, TrialRecord>();
  const members = configurationsOf(definition).flatMap(({ fields }, configuration) => {
    const { config } = resolveTrial(fields, data);
    return Array.from({ length: reps }, (_, k) => {
      const repetition = k + 1;
      const run = runOf(configuration, repetition);
      const id = `${configuration.toString(16).padStart(10, "0")}${repetition.toString(16).padStart(10, "0")}`;
      records.set(id, { ...recordOf(run, config.iterations, repetition), id, config: { ...config, seed: repetition } });
      return { trial: id, configuration, repetition };
    });
  });
  const count = (state: TrialState) => [...records.values()].filter((record) => record.state === state).length;
  const states = {
    queued: count("queued"),
    running: count("running"),
    done: count("done"),
    failed: count("failed"),
    interrupted: count("interrupted"),
    pruned: count("pruned"),
  };
  const experiment: ExperimentRecord = {
    id: "0123456789",
    name: definition.name ?? null,
    note: null,
    tags: [],
    definition,
    command: "droplab sweep experiment.json",
    created: "2026-01-01T00:00:00.000Z",
    updated: "2026-01-01T01:00:00.000Z",
    states,
    numerics: [numerics],
  };
  return {
    experiment,
    members,
    source: {
      members: async () => members,
      trials: async (ids) => new Map(ids.map((id) => [id, records.get(id) as TrialRecord])),
      evaluations: async (id) => evaluationsOf(records.get(id) as TrialRecord),
    },
  };
}

function recordOf(
  { state, accuracy = 0.5, divergedAt, deadClasses = [], error, calibration, robustness }: MadeUpRun,
  iterations: number,
  seed: number,
): Omit<TrialRecord, "id" | "config"> {
  const isDone = state === "done";
  return {
    state,
    data: { dataset: "mnist" },
    dataHash: "mnist",
    testHash: "mnist",
    classNames: null,
    reading: null,
    numerics,
    iteration: isDone ? iterations : 0,
    created: "2026-01-01T00:00:00.000Z",
    started: state === "queued" ? null : "2026-01-01T00:00:00.000Z",
    finished: isDone ? "2026-01-01T01:00:00.000Z" : null,
    seconds: isDone ? 60 : 0,
    result: isDone
      ? {
          seed,
          accuracy,
          iteration: iterations,
          deadClasses,
          selectionAccuracy: accuracy,
          divergedAt: divergedAt ?? null,
          stoppedAt: null,
          monteCarlo: null,
          ...(calibration && { calibration }),
          ...(robustness && { robustness }),
        }
      : null,
    error: error ?? null,
    stack: null,
    owner: null,
    attempt: 0,
    failures: 0,
    losses: 0,
  };
}

/** Accuracies that rise to the result. */
function evaluationsOf({ result, config }: TrialRecord): Evaluation[] {
  if (!result) return [];
  return [0.25, 0.5, 0.75, 1].map((share) => ({
    iteration: Math.round(share * config.iterations),
    loss: 1 - share / 2,
    selectionLoss: 1 - share / 2,
    accuracy: (result.accuracy ?? 0) * (0.6 + 0.4 * share),
    deadClasses: [],
    kernelNorms: [1 + share, 2 + share, 3 + share],
  }));
}
