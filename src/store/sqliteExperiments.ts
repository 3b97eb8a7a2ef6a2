import type { Member, Plan, RunData, TrialRecord } from "#experiment";
import { SqliteWriter } from "./sqliteWriter.ts";

/** What a trial is, before anything is known of it. */
type AddedTrial = Pick<TrialRecord, keyof RunData | "id" | "config" | "numerics">;
const now = () => new Date().toISOString();

/** Which experiments there are, and which trials each has. */
export class SqliteExperiments extends SqliteWriter {
  saveExperiment({ id, experiment, trials }: Plan, command: string): void {
    const reps = trials.reduce((most, { repetition }) => Math.max(most, repetition), 0);
    this.transaction(() => {
      // what has begun stays, and what another process is at
      this.run(
        `DELETE FROM members WHERE experiment = ? AND repetition > ?
         AND trial IN (SELECT number FROM trials WHERE state = 'queued' AND iteration = 0)
         AND NOT EXISTS (SELECT 1 FROM members m JOIN trials t ON t.number = m.trial WHERE m.experiment = members.experiment AND t.state = 'running')`,
        id,
        reps,
      );
      const kept = this.members(id).reduce((most, { repetition }) => Math.max(most, repetition), reps);
      this.run(
        `INSERT INTO experiments VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, definition = excluded.definition, command = excluded.command, updated = excluded.updated`,
        id,
        experiment.name ?? null,
        JSON.stringify(kept > reps ? { ...experiment, reps: kept } : experiment),
        command,
        now(),
        now(),
      );
      for (const trial of trials) {
        this.addTrial(trial, now());
        this.addMember(id, { ...trial, trial: trial.id });
      }
    });
  }

  /** One that waits, unless it is there. */
  protected addTrial(trial: AddedTrial, created: string): void {
    const { dataset, dataDir = null, ...options } = trial.data;
    this.run(
      `INSERT INTO trials (id, dataset, data_dir, data_options, data_hash, test_hash, class_names, config, numerics, state, created)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?) ON CONFLICT (id) DO NOTHING`,
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
    );
  }

  /** Unless the experiment has one in this place. */
  protected addMember(experiment: string, { trial, configuration, repetition }: Member): void {
    this.run(
      `INSERT INTO members SELECT ?1, (SELECT coalesce(max(position), -1) + 1 FROM members WHERE experiment = ?1), number, ?2, ?3
       FROM trials WHERE id = ?4
       AND NOT EXISTS (SELECT 1 FROM members WHERE experiment = ?1 AND configuration = ?2 AND repetition = ?3)`,
      experiment,
      configuration,
      repetition,
      trial,
    );
  }

  removeExperiment(id: string): void {
    this.transaction(() => {
      const members = this.members(id);
      this.run("DELETE FROM experiments WHERE id = ?", id);
      for (const { trial } of members)
        this.run("DELETE FROM trials WHERE id = ? AND number NOT IN (SELECT trial FROM members)", trial satisfies Member["trial"]);
    });
  }

  removeTrial(id: string): void {
    this.run("DELETE FROM trials WHERE id = ?", id);
  }
}
