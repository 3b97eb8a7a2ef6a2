import type { Member, RunData, TrialRecord } from "#experiment";
import type { Connection } from "./connection.ts";
import { SUM, seal } from "./sums.ts";

/** What a trial is, before anything is known of it. */
type AddedTrial = Pick<TrialRecord, keyof RunData | "id" | "config" | "numerics">;

/** One that waits, unless it is there. */
export function addTrial(connection: Connection, trial: AddedTrial, created: string, revision: number): void {
  const { dataset, dataDir = null, ...options } = trial.data;
  const isNew = connection.run(
    `INSERT INTO trials (id, dataset, data_dir, data_options, data_hash, test_hash, class_names, config, numerics, state, created, seconds_before, changed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, 0, ?) ON CONFLICT (id) DO NOTHING`,
    trial.id,
    dataset,
    dataDir,
    JSON.stringify(options),
    trial.dataHash,
    trial.testHash,
    trial.classNames && JSON.stringify(trial.classNames),
    JSON.stringify(trial.config),
    trial.numerics,
    created,
    revision,
  );
  if (isNew) connection.run(seal("trials", "id = ?"), trial.id);
}

/** Unless the experiment has one in this place. */
export function addMember(connection: Connection, experiment: string, { trial, configuration, repetition }: Member): void {
  connection.run(
    `INSERT INTO members (experiment, position, trial, configuration, repetition, sum)
     SELECT ?1, (SELECT coalesce(max(position), -1) + 1 FROM members WHERE experiment = ?1), number, ?2, ?3, ${SUM}(?1, number, ?2, ?3)
     FROM trials WHERE id = ?4
     AND NOT EXISTS (SELECT 1 FROM members WHERE experiment = ?1 AND configuration = ?2 AND repetition = ?3)`,
    experiment,
    configuration,
    repetition,
    trial,
  );
}
