import type { DataReading } from "#data";
import type { BundledRecord, Experiment, Imported, LabelChanges, Offer, Plan, Store, Wishes } from "#experiment";
import { checkWishes, givenAnew, givenLabels, TransientStoreError } from "#experiment";
import { firstToBegin } from "../firstToBegin.ts";
import { addMember, addReading, addTrial, readAsNow } from "./addTrial.ts";
import type { Connection } from "./connection.ts";
import { removeIdle } from "./idleParts.ts";
import { changeLabels } from "./labelRow.ts";
import { now } from "./logEvent.ts";
import { position } from "./position.ts";
import { SqliteReader } from "./sqliteReader.ts";
import { StagedBundle } from "./stagedBundle.ts";
import { seal } from "./sums.ts";
import { requirement } from "./trialRow.ts";
import type { Workers } from "./workers.ts";

/** Which experiments there are, which trials each has, and what is wanted of them. */
export class SqliteExperiments extends SqliteReader {
  readonly #workers: Workers;

  constructor(connection: Connection, workers: Workers) {
    super(connection);
    this.#workers = workers;
  }

  async saveExperiment({ id, experiment, configurations, trials }: Plan, command: string): Promise<void> {
    const { connection } = this;
    const reps = trials.reduce((most, { repetition }) => Math.max(most, repetition), 0);
    connection.write(() => {
      const revision = connection.revision();
      // what has begun stays, and what another process is at
      connection.run(
        `DELETE FROM members WHERE experiment = ? AND repetition > ?
         AND trial IN (SELECT number FROM trials WHERE state = 'queued' AND iteration = 0)
         AND NOT EXISTS (SELECT 1 FROM members m JOIN trials t ON t.number = m.trial WHERE m.experiment = members.experiment AND t.state = 'running')`,
        id,
        reps,
      );
      const most = connection.first("SELECT max(repetition) AS most FROM members WHERE experiment = ?", id);
      const kept = Math.max(reps, Number(most?.["most"] ?? 0));
      const known = connection.first("SELECT definition, command FROM experiments WHERE id = ?", id);
      const before: Experiment = known ? JSON.parse(String(known["definition"])) : {};
      const definition: Experiment = { ...givenLabels(before), ...experiment, ...(kept > reps && { reps: kept }) };
      connection.run(
        `INSERT INTO experiments (id, definition, command, created, updated, configurations, changed, begins) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, command = excluded.command,
           updated = excluded.updated, configurations = excluded.configurations, changed = excluded.changed, begins = excluded.begins`,
        id,
        JSON.stringify(definition),
        kept > reps && known ? String(known["command"]) : command, // it makes all runs that there are
        now(),
        now(),
        configurations.length,
        revision,
        firstToBegin(experiment),
      );
      changeLabels(connection, id, givenAnew(experiment, before));
      const readings = new Map([...new Set(configurations.map(({ reading }) => reading))].map((one) => [one, addReading(connection, one)]));
      const readingOf = (configuration: number) => readings.get(configurations[configuration]?.reading as DataReading) ?? null;
      for (const trial of trials) {
        const reading = readingOf(trial.configuration);
        addTrial(connection, { ...trial, reading }, now(), revision);
        readAsNow(connection, trial.id, reading, revision);
        addMember(connection, id, { ...trial, trial: trial.id });
      }
      connection.run(seal("experiments", "id = ?"), id);
    });
  }

  async importBundle(records: AsyncIterable<BundledRecord>): Promise<Imported> {
    const staged = new StagedBundle(this.connection);
    try {
      for await (const record of records) await staged.add(record);
      return this.connection.write(() => staged.commit());
    } finally {
      staged.drop();
    }
  }

  async label(id: string, changes: LabelChanges): Promise<boolean> {
    return this.connection.write(() => changeLabels(this.connection, id, changes));
  }

  async wish(id: string, { stopped, order, repetitions }: Partial<Wishes>): Promise<boolean> {
    checkWishes({ order, repetitions });
    return this.connection.write(() => {
      const changed = this.connection.run(
        `UPDATE experiments SET stopped = coalesce(?, stopped), wished_order = coalesce(?, wished_order),
         wished_repetitions = max(wished_repetitions, ?), changed = ? WHERE id = ?`,
        ...[stopped === undefined ? null : Number(stopped), order ?? null, repetitions ?? 0, this.connection.revision(), id],
      );
      if (order !== undefined)
        this.connection.run(
          `UPDATE offers SET position = coalesce((SELECT ${position} FROM trials t WHERE t.number = offers.trial), position)
           WHERE trial IN (SELECT trial FROM members WHERE experiment = ?)`,
          id,
        );
      return changed > 0;
    });
  }

  async letBegin(id: string, repetitions: number): Promise<void> {
    const begins = Number.isFinite(repetitions) ? repetitions : null;
    this.connection.write(() =>
      this.connection.run("UPDATE experiments SET begins = ? WHERE id = ? AND begins IS NOT ?", begins, id, begins),
    );
  }

  async owed(of: Parameters<Store["owed"]>[0]): Promise<Offer[]> {
    const [among, value] =
      "experiment" in of
        ? ["t.number IN (SELECT trial FROM members WHERE experiment = ?)", of.experiment]
        : [`${requirement} IN (SELECT value FROM json_each(?))`, JSON.stringify(of.requirements)];
    return this.connection.all(
      `SELECT t.id, ${requirement} AS requirement, ${position} AS position FROM trials t
       WHERE ${among} AND t.state IN ('queued', 'interrupted', 'running') AND position IS NOT NULL
         AND (t.state <> 'running' OR t.owner IS NULL OR t.owner IN (SELECT value FROM json_each(?))) ORDER BY position, t.number`,
      value,
      this.#workers.gone(),
    ) as unknown as Offer[];
  }

  async removeExperiment(id: string): Promise<void> {
    this.connection.write(() => {
      const members = this.connection.all(
        "SELECT DISTINCT t.id, t.number FROM members m JOIN trials t ON t.number = m.trial WHERE m.experiment = ?",
        id,
      );
      if (!this.connection.run("DELETE FROM experiments WHERE id = ?", id)) return;
      const revision = this.connection.revision();
      this.#removed(id, revision);
      for (const trial of members)
        if (
          this.connection.run("DELETE FROM trials WHERE number = ? AND number NOT IN (SELECT trial FROM members)", trial["number"] ?? null)
        )
          this.#removed(String(trial["id"]), revision);
      this.#dropReadings();
    });
    this.connection.shrink();
  }

  async removeTrial(id: string): Promise<void> {
    this.connection.write(() => {
      const having = this.connection.all(
        "SELECT DISTINCT m.experiment FROM members m JOIN trials t ON t.number = m.trial WHERE t.id = ?",
        id,
      );
      if (!this.connection.run("DELETE FROM trials WHERE id = ?", id)) return;
      this.#removed(id, this.connection.revision());
      this.#dropReadings();
      for (const { experiment } of having) this.connection.run(seal("experiments", "id = ?"), experiment ?? null);
    });
    this.connection.shrink();
  }

  async tidy(): Promise<void> {
    this.connection.write(() => {
      const revision = this.connection.revision();
      for (const id of removeIdle(this.connection, revision)) this.#removed(id, revision);
    });
    this.connection.shrink();
  }

  /** What this worker has offered is forgotten with it. */
  override async close(): Promise<void> {
    if (!this.connection.isOpen) return;
    try {
      this.connection.write(() => this.#workers.withdraw());
    } catch (error) {
      if (!(error instanceof TransientStoreError)) throw error; // who looks next will see that this worker is no more
    } finally {
      await super.close();
    }
  }

  /** Those that no run names any more. */
  #dropReadings(): void {
    this.connection.run("DELETE FROM readings WHERE name NOT IN (SELECT reading FROM trials WHERE reading IS NOT NULL)");
  }

  #removed(id: string, revision: number): void {
    this.connection.run("INSERT INTO removed VALUES (?, ?)", id, revision);
  }
}
