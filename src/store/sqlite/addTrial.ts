import type { DataReading } from "#data";
import { type Member, type RunData, readingName, readingText, type TrialRecord } from "#experiment";
import type { Connection } from "./connection.ts";
import { SUM, seal } from "./sums.ts";

/** What a trial is, before anything is known of it. */
type AddedTrial = Pick<TrialRecord, keyof RunData | "id" | "config" | "numerics"> & { readonly reading?: string | null };

/** One that waits, unless it is there; how its data are read is added to one from before that was kept. */
export function addTrial(connection: Connection, trial: AddedTrial, created: string, revision: number): void {
  const { dataset, dataDir = null, ...options } = trial.data;
  const reading = trial.reading ?? null;
  const isNew = connection.run(
    `INSERT INTO trials (id, dataset, data_dir, data_options, data_hash, test_hash, class_names, reading, config, numerics, state, created, seconds_before, changed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, 0, ?) ON CONFLICT (id) DO NOTHING`,
    trial.id,
    dataset,
    dataDir,
    JSON.stringify(options),
    trial.dataHash,
    trial.testHash,
    trial.classNames && JSON.stringify(trial.classNames),
    reading,
    JSON.stringify(trial.config),
    trial.numerics,
    created,
    revision,
  );
  if (isNew) connection.run(seal("trials", "id = ?"), trial.id);
  else if (reading) connection.run("UPDATE trials SET reading = ? WHERE id = ? AND reading IS NULL", reading, trial.id);
}

/** Keeps how data are read, once; gives what it is known by. */
export function addReading(connection: Connection, reading: DataReading): string {
  const text = readingText(reading);
  const name = readingName(text);
  connection.run("INSERT INTO readings VALUES (?, ?) ON CONFLICT (name) DO NOTHING", name, text);
  return name;
}

/** The run is asked for with data that are read so now: the same numbers may have got other names, or another unit. */
export function readAsNow(connection: Connection, trial: string, reading: string | null, revision: number): void {
  connection.run("UPDATE trials SET reading = ?, changed = ? WHERE id = ? AND reading IS NOT ?", reading, revision, trial, reading);
}

/** Unless the experiment has one in this place. */
export function addMember(connection: Connection, experiment: string, { trial, configuration, repetition }: Member): void {
  // not numbered: the SQLite of Node 22.18 takes no ?1
  connection.run(
    `INSERT INTO members (experiment, position, trial, configuration, repetition, sum)
     SELECT ?, (SELECT coalesce(max(position), -1) + 1 FROM members WHERE experiment = ?), number, ?, ?, ${SUM}(?, number, ?, ?)
     FROM trials WHERE id = ?
     AND NOT EXISTS (SELECT 1 FROM members WHERE experiment = ? AND configuration = ? AND repetition = ?)`,
    ...[experiment, experiment, configuration, repetition, experiment, configuration, repetition, trial],
    ...[experiment, configuration, repetition],
  );
}
