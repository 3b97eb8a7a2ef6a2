import type { Changes, ExperimentRecord, Member, StoredCheckpoint, StoreReader, TrialRecord, TrialState, Wishes } from "#experiment";
import { TransientStoreError, trialStates } from "#experiment";
import type { Evaluation } from "#train";
import { isDead, isNear, thisProcess } from "../processes.ts";
import type { Connection, Row } from "./connection.ts";
import { labelsOf } from "./labelRow.ts";
import { fromTrials, toTrial, trialColumns } from "./trialRow.ts";

/** A worker elsewhere that was not heard of for so many seconds is told to be no more; clocks may differ, so nothing else hangs on it. */
const SILENT = 60;

/** What can be read of a store in a SQLite file, also while others write to it. */
export class SqliteReader implements StoreReader {
  protected readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  async experiments(ids?: readonly string[]): Promise<ExperimentRecord[]> {
    const counts = trialStates.map((state) => `sum(t.state = '${state}') AS ${state}`).join(", ");
    const rows = this.connection.all(
      `SELECT e.id, e.name, e.note, e.tags, e.definition, e.command, e.created, e.updated, ${counts},
         json_group_array(DISTINCT t.numerics) FILTER (WHERE t.id IS NOT NULL) AS numerics
       FROM experiments e LEFT JOIN members m ON m.experiment = e.id LEFT JOIN trials t ON t.number = m.trial
       ${ids ? "WHERE e.id IN (SELECT value FROM json_each(?))" : ""} GROUP BY e.id ORDER BY e.updated`,
      ...(ids ? [JSON.stringify(ids)] : []),
    );
    return rows.map((row) => ({
      id: String(row["id"]),
      ...labelsOf(row),
      definition: JSON.parse(String(row["definition"])),
      command: String(row["command"]),
      created: String(row["created"]),
      updated: String(row["updated"]),
      states: Object.fromEntries(trialStates.map((state) => [state, Number(row[state] ?? 0)])) as { [state in TrialState]: number },
      numerics: JSON.parse(String(row["numerics"])),
    }));
  }

  async members(experiment: string): Promise<Member[]> {
    return this.connection.all(
      `SELECT t.id AS trial, m.configuration, m.repetition FROM members m JOIN trials t ON t.number = m.trial
       WHERE m.experiment = ? ORDER BY m.repetition, m.configuration`,
      experiment,
    ) as unknown as Member[];
  }

  async wishes(experiment: string): Promise<Wishes | undefined> {
    const row = this.connection.first("SELECT stopped, wished_order, wished_repetitions FROM experiments WHERE id = ?", experiment);
    return row && { stopped: row["stopped"] === 1, order: Number(row["wished_order"]), repetitions: Number(row["wished_repetitions"]) };
  }

  async trial(id: string): Promise<TrialRecord | undefined> {
    const row = this.connection.first(`SELECT ${trialColumns} ${fromTrials} WHERE t.id = ?`, id);
    return row && toTrial(row);
  }

  async trials(ids: readonly string[]): Promise<Map<string, TrialRecord>> {
    const rows = this.connection.all(
      `SELECT ${trialColumns} ${fromTrials} WHERE t.id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(ids),
    );
    return new Map(rows.map((row) => [String(row["id"]), toTrial(row)]));
  }

  async evaluations(id: string, after = -1): Promise<Evaluation[]> {
    const rows = this.connection.all(
      `SELECT iteration, loss, accuracy, selection_loss, kernel_norms, dead_classes, largest_norm FROM evaluations
       WHERE trial = (SELECT number FROM trials WHERE id = ?) AND iteration > ? ORDER BY iteration`,
      id,
      after,
    );
    return rows.map((row) => ({
      iteration: Number(row["iteration"]),
      loss: row["loss"] === null ? Number.NaN : Number(row["loss"]),
      accuracy: Number(row["accuracy"]),
      selectionLoss: row["selection_loss"] === null ? Number.NaN : Number(row["selection_loss"]),
      deadClasses: JSON.parse(String(row["dead_classes"])),
      kernelNorms: JSON.parse(String(row["kernel_norms"])),
      ...(row["largest_norm"] !== null && { largestNorm: Number(row["largest_norm"]) }),
    }));
  }

  async checkpoint(id: string): Promise<StoredCheckpoint | undefined> {
    const row = this.connection.first("SELECT number, checkpoint, checkpoint_head FROM trials WHERE id = ? AND checkpoint IS NOT NULL", id);
    return row && { ...JSON.parse(String(row["checkpoint_head"])), parts: this.#parts(row, "checkpoint") };
  }

  async weights(id: string): Promise<AsyncIterable<Float32Array> | undefined> {
    const row = this.connection.first("SELECT number, weights FROM trials WHERE id = ? AND weights IS NOT NULL", id);
    return row && this.#parts(row, "weights");
  }

  /** What a trial kept under a version, one part after the other. */
  async *#parts(row: Row, what: "checkpoint" | "weights"): AsyncGenerator<Float32Array> {
    const [number, version] = [Number(row["number"]), Number(row[what])];
    const count = this.connection.first("SELECT count(*) AS n FROM parts WHERE trial = ? AND version = ?", number, version)?.["n"];
    const replaced = () => new TransientStoreError(`store: a run's ${what} was replaced while it was read`);
    if (!count) throw replaced();
    for (let part = 0; part < Number(count); part++) {
      const bytes = this.connection.bytes("SELECT floats FROM parts WHERE trial = ? AND version = ? AND part = ?", number, version, part);
      if (!bytes) throw replaced();
      yield new Float32Array(bytes.slice().buffer);
    }
  }

  async logOf(id: string): Promise<{ at: string; text: string }[]> {
    return this.connection.all(
      "SELECT at, text FROM events WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY rowid",
      id,
    ) as unknown as { at: string; text: string }[];
  }

  async find(kind: "experiment" | "trial", prefix: string): Promise<string[]> {
    const rows = this.connection.all(`SELECT id FROM ${kind}s WHERE substr(id, 1, length(?)) = ? LIMIT 20`, prefix, prefix);
    return rows.map(({ id }) => String(id));
  }

  async running(): Promise<(TrialRecord & { alive: boolean })[]> {
    const self = thisProcess();
    return this.connection.all(`SELECT ${trialColumns} ${fromTrials} WHERE t.state = 'running'`).map((row) => {
      const trial = toTrial(row);
      const place = { boot: String(row["boot"]), pidNamespace: String(row["pid_namespace"]) };
      const isHeard = () => Date.now() / 1000 - Number(row["heard"]) < SILENT;
      return { ...trial, alive: trial.owner !== null && (isNear(place, self) ? !isDead(trial.owner) : isHeard()) };
    });
  }

  async changes(since?: string): Promise<Changes> {
    return this.connection.read(() => {
      const store = this.connection.first("SELECT id, revision FROM store");
      const [id, revision] = [String(store?.["id"]), Number(store?.["revision"])];
      const [marked, place] = since?.split(":") ?? [];
      const after = Number(place);
      const reload = since !== undefined && (marked !== id || !(after <= revision));
      const changed = (from: string): string[] =>
        since === undefined || reload
          ? []
          : this.connection.all(`SELECT DISTINCT id FROM ${from} WHERE changed > ?`, after).map((row) => String(row["id"]));
      // what was made anew since is there
      const gone = "(SELECT * FROM removed WHERE id NOT IN (SELECT id FROM trials UNION ALL SELECT id FROM experiments))";
      const named = { experiments: changed("experiments"), runs: changed("trials"), removed: changed(gone) };
      return { mark: `${id}:${revision}`, reload, ...named };
    });
  }

  async close(): Promise<void> {
    this.connection.close();
  }
}
