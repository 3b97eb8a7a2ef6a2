import type { DataReading } from "#data";
import { type Member, type RunData, readingName, readingText, requirementOf, type TrialRecord } from "#experiment";
import type { Ask } from "./connection.ts";
import { CHANGED, now } from "./sql.ts";

/** What a trial is, before anything is known of it. */
export type AddedTrial = Pick<TrialRecord, keyof RunData | "id" | "config" | "numerics"> & {
  readonly reading?: string | null;
  readonly created?: string;
};

/** So many rows go to the server at once. */
const AT_ONCE = 1000;

export function* inGroups<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += AT_ONCE) yield all.slice(from, from + AT_ONCE);
}

/** What trialRow is as JSON. */
export const trialColumnTypes =
  "id text, dataset text, data_dir text, data_options text, data_hash text, test_hash text, class_names text, reading text, config text, numerics text, requirement text, created text";
const names = trialColumnTypes.replaceAll(/ text/g, "");

/** A trial as a row that waits. */
export function trialRow(trial: AddedTrial) {
  const { dataset, dataDir = null, ...options } = trial.data;
  return {
    ...{ id: trial.id, dataset, data_dir: dataDir, data_options: JSON.stringify(options) },
    ...{ data_hash: trial.dataHash, test_hash: trial.testHash, class_names: trial.classNames && JSON.stringify(trial.classNames) },
    ...{ reading: trial.reading ?? null, config: JSON.stringify(trial.config), numerics: trial.numerics },
    ...{ requirement: requirementOf(trial), created: trial.created ?? now() },
  };
}

/** Those that are not there wait; how the data are read is added to one from before that was kept. No other that is there is locked by it. */
export async function addTrials(ask: Ask, trials: readonly AddedTrial[]): Promise<void> {
  // in one order, so that two that add the same ones do not wait for each other
  const sorted = [...new Map(trials.map((trial) => [trial.id, trial])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const group of inGroups(sorted))
    await ask(
      `WITH n AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS n(${trialColumnTypes})),
         i AS (INSERT INTO droplab.trials (${names}) SELECT ${names} FROM n ON CONFLICT (id) DO NOTHING)
       UPDATE droplab.trials t SET reading = n.reading, ${CHANGED} FROM n WHERE t.id = n.id AND t.reading IS NULL AND n.reading IS NOT NULL`,
      JSON.stringify(group.map(trialRow)),
    );
}

/** Keeps how data are read, once; gives what it is known by. */
export async function addReading(ask: Ask, reading: DataReading): Promise<string> {
  const text = readingText(reading);
  const name = readingName(text);
  await ask("INSERT INTO droplab.readings VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, text);
  return name;
}

/** Those of places that the experiment has no run in yet. */
export async function addMembers(ask: Ask, experiment: string, members: readonly Member[]): Promise<void> {
  for (const group of inGroups(members))
    await ask(
      `INSERT INTO droplab.members (experiment, repetition, configuration, trial)
       SELECT $1, n.repetition, n.configuration, t.number
       FROM jsonb_to_recordset($2::jsonb) AS n(trial text, configuration int, repetition int) JOIN droplab.trials t ON t.id = n.trial
       ON CONFLICT (experiment, repetition, configuration) DO NOTHING`,
      experiment,
      JSON.stringify(group.map(({ trial, configuration, repetition }) => ({ trial, configuration, repetition }))),
    );
}
