import type { Demand, ExperimentRecord, Labels, Owner, StoreError, StoreReader, TrialRecord, TrialState } from "#experiment";
import { trialStates } from "#experiment";
import type { Evaluation } from "#train";

/** A row of a database, whichever it is: numbers as numbers, JSON as text. */
export type StoredRow = Readonly<Record<string, string | number | boolean | null>>;

/** The error for something that is not what was written: `the record`. */
export type Damaged = (what: string) => StoreError;

/** For the log of a run. */
export const MEASURED = "robustness measured";

/** The value of a JSON text that droplab wrote. */
function parsedJson(json: unknown, what: string, damaged: Damaged) {
  try {
    return JSON.parse(String(json));
  } catch {
    throw damaged(what);
  }
}

/** Of a row of trials with their owners. Throws where it cannot be what was written. */
export function trialRecord(row: StoredRow, damaged: Damaged): TrialRecord {
  const state = row["state"] as TrialState;
  if (!trialStates.includes(state)) throw damaged("the record");
  const json = (name: string) => (row[name] === null ? null : parsedJson(row[name], "the record", damaged));
  const owner: Owner | null =
    row["host"] === null
      ? null
      : {
          host: String(row["host"]),
          pid: Number(row["pid"]),
          processStart: String(row["process_start"]),
          machine: json("machine"),
          version: String(row["version"]),
          command: String(row["command"]),
        };
  return {
    id: String(row["id"]),
    state,
    data: {
      dataset: String(row["dataset"]),
      ...(row["data_dir"] !== null && { dataDir: String(row["data_dir"]) }),
      ...json("data_options"),
    },
    dataHash: row["data_hash"] as string | null,
    testHash: row["test_hash"] as string | null,
    classNames: json("class_names"),
    reading: row["reading"] as string | null,
    config: json("config"),
    numerics: String(row["numerics"]),
    iteration: Number(row["iteration"]),
    created: String(row["created"]),
    started: row["started"] as string | null,
    finished: row["finished"] as string | null,
    seconds: Number(row["seconds"]),
    result: json("result"),
    error: row["error"] as string | null,
    stack: row["stack"] as string | null,
    owner,
    attempt: Number(row["attempt"]),
    failures: Number(row["failures"]),
    losses: Number(row["losses"]),
  };
}

/** Of a row of evaluations. */
export function evaluationRecord(row: StoredRow, damaged: Damaged): Evaluation {
  const orNaN = (value: unknown) => (value === null ? Number.NaN : Number(value));
  return {
    iteration: Number(row["iteration"]),
    loss: orNaN(row["loss"]),
    accuracy: Number(row["accuracy"]),
    selectionLoss: orNaN(row["selection_loss"]),
    deadClasses: parsedJson(row["dead_classes"], "an evaluation", damaged),
    kernelNorms: parsedJson(row["kernel_norms"], "an evaluation", damaged),
    ...(row["largest_norm"] !== null && { largestNorm: Number(row["largest_norm"]) }),
  };
}

/** The labels in a row of experiments. */
export const labelsIn = (row: StoredRow, damaged: Damaged): Labels => ({
  name: row["name"] as string | null,
  note: row["note"] as string | null,
  tags: parsedJson(row["tags"], "the tags", damaged),
});

/** Of a row of experiments with a count of runs under each state, and a JSON list of their numerics. */
export const experimentRecord = (row: StoredRow, damaged: Damaged): ExperimentRecord => ({
  id: String(row["id"]),
  ...labelsIn(row, damaged),
  definition: parsedJson(row["definition"], "the definition", damaged),
  command: String(row["command"]),
  created: String(row["created"]),
  updated: String(row["updated"]),
  states: Object.fromEntries(trialStates.map((state) => [state, Number(row[state] ?? 0)])) as { [state in TrialState]: number },
  numerics: JSON.parse(String(row["numerics"])),
});

/** What an evaluation is as values of columns: iteration, loss, accuracy, selectionLoss, kernelNorms, deadClasses, largestNorm. */
export function evaluationValues(evaluation: Evaluation) {
  const { iteration, loss, accuracy, selectionLoss, kernelNorms, deadClasses, largestNorm } = evaluation;
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return [
    ...([iteration, finite(loss), accuracy, finite(selectionLoss)] as const),
    ...([JSON.stringify(kernelNorms), JSON.stringify(deadClasses), largestNorm ?? null] as const),
  ] as const;
}

/** Of rows of requirements, each with the id of one of its runs. */
export async function demandsOf(store: Pick<StoreReader, "trials">, rows: readonly StoredRow[]): Promise<Demand[]> {
  const runs = await store.trials(rows.map(({ id }) => String(id)));
  return rows.flatMap(({ requirement, id, waiting, running }): Demand[] => {
    const run = runs.get(String(id)); // one that was removed meanwhile is wanted no more
    return run ? [{ requirement: String(requirement), run, waiting: Number(waiting), running: Number(running) }] : [];
  });
}
