import { crc32 } from "node:zlib";
import type { DataReading } from "#data";
import {
  type Changes,
  DamagedStoreError,
  type Demand,
  type ExperimentRecord,
  type Member,
  type Owner,
  readingName,
  type Snapshot,
  type StoreCheck,
  type StoredCheckpoint,
  type StoreReader,
  TransientStoreError,
  type TrialRecord,
  trialStates,
  type Wishes,
} from "#experiment";
import type { Evaluation } from "#train";
import { isDead, isNear, thisProcess } from "../processes.ts";
import { demandsOf, evaluationRecord, experimentRecord, trialRecord } from "../records.ts";
import { checkStore } from "./checkStore.ts";
import type { Connection, Row } from "./connection.ts";
import { exactColumns, exactEvaluation } from "./evaluations.ts";
import { withNumbers } from "./exactNumbers.ts";
import { fromTrials, NEWEST, position, trialColumns } from "./sql.ts";

/** A worker that was heard of within so many seconds works, by the server's clock, or waits for work, when it says so more seldom. */
const [SILENT_AT_WORK, SILENT] = [20, 60];

/** What can be read of a store in a PostgreSQL database, also while others write to it. */
export class PostgresReader implements StoreReader {
  protected readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  async experiments(ids?: readonly string[]): Promise<ExperimentRecord[]> {
    const counts = trialStates.map((state) => `count(*) FILTER (WHERE t.state = '${state}') AS ${state}`).join(", ");
    const rows = await this.connection.all(
      `SELECT e.*, s.*, coalesce(s.numerics, '[]') AS numerics FROM droplab.experiments e LEFT JOIN LATERAL (
         SELECT ${counts}, json_agg(DISTINCT t.numerics)::text AS numerics
         FROM droplab.members m JOIN droplab.trials t ON t.number = m.trial WHERE m.experiment = e.id) s ON true
       WHERE $1::text[] IS NULL OR e.id = ANY ($1) ORDER BY e.updated`,
      ids ?? null,
    );
    return rows.map((row) => experimentRecord(row, (what) => this.damaged("experiment", String(row["id"]), what)));
  }

  async members(experiment: string): Promise<Member[]> {
    return (await this.connection.all(
      `SELECT t.id AS trial, m.configuration, m.repetition FROM droplab.members m JOIN droplab.trials t ON t.number = m.trial
       WHERE m.experiment = $1 ORDER BY m.repetition, m.configuration`,
      experiment,
    )) as unknown as Member[];
  }

  async wishes(experiment: string): Promise<Wishes | undefined> {
    const row = await this.connection.first(
      `SELECT stopped, wished_order AS "order", wished_repetitions AS repetitions FROM droplab.experiments WHERE id = $1`,
      experiment,
    );
    return row as unknown as Wishes | undefined;
  }

  async trial(id: string): Promise<TrialRecord | undefined> {
    return (await this.trials([id])).get(id);
  }

  async trials(ids: readonly string[]): Promise<Map<string, TrialRecord>> {
    const rows = await this.connection.all(`SELECT ${trialColumns} ${fromTrials} WHERE t.id = ANY ($1)`, ids);
    return new Map(rows.map((row) => [String(row["id"]), this.#trialOf(row)]));
  }

  async evaluations(id: string, after = -1): Promise<Evaluation[]> {
    const rows = await this.connection.all(
      `SELECT ${exactColumns} FROM droplab.evaluations v JOIN droplab.trials t ON t.number = v.trial WHERE t.id = $1 AND v.iteration > $2 ORDER BY v.iteration`,
      id,
      after,
    );
    return rows.map((row) => evaluationRecord(exactEvaluation(row), (what) => this.damaged("run", id, what)));
  }

  async checkpoint(id: string): Promise<StoredCheckpoint | undefined> {
    const row = await this.connection.first(
      "SELECT number, checkpoint, checkpoint_head FROM droplab.trials WHERE id = $1 AND checkpoint IS NOT NULL",
      id,
    );
    return row && { ...JSON.parse(String(row["checkpoint_head"])), parts: this.#parts(id, row, "checkpoint") };
  }

  async reading(id: string): Promise<DataReading | undefined> {
    const row = await this.connection.first(
      "SELECT r.name, r.reading FROM droplab.trials t JOIN droplab.readings r ON r.name = t.reading WHERE t.id = $1",
      id,
    );
    if (!row) return undefined;
    const text = String(row["reading"]);
    if (readingName(text) !== row["name"]) throw this.damaged("run", id, "the reading of the data");
    return JSON.parse(text);
  }

  async weights(id: string): Promise<AsyncIterable<Float32Array> | undefined> {
    const row = await this.connection.first("SELECT number, weights FROM droplab.trials WHERE id = $1 AND weights IS NOT NULL", id);
    return row && this.#parts(id, row, "weights");
  }

  /** What a trial kept under a version, one part after the other. */
  async *#parts(id: string, row: Row, what: "checkpoint" | "weights"): AsyncGenerator<Float32Array> {
    const [number, version] = [row["number"], row[what]];
    const count = await this.connection.first("SELECT count(*) AS n FROM droplab.parts WHERE trial = $1 AND version = $2", number, version);
    const replaced = async () => {
      const found = await this.connection.first(`SELECT ${what} FROM droplab.trials WHERE number = $1`, number);
      if (found?.[what] === version) return this.damaged("run", id, `the ${what}`);
      return new TransientStoreError(`store: the ${what} of run ${id} changed while read`);
    };
    if (!count?.["n"]) throw await replaced();
    for (let part = 0; part < Number(count["n"]); part++) {
      const found = (await this.connection.first(
        "SELECT floats, sum FROM droplab.parts WHERE trial = $1 AND version = $2 AND part = $3",
        number,
        version,
        part,
      )) as unknown as { floats: Buffer; sum: number } | undefined;
      if (!found) throw await replaced();
      if (found.sum !== crc32(found.floats) || found.floats.length % 4) throw this.damaged("run", id, `the ${what}`);
      yield new Float32Array(new Uint8Array(found.floats).buffer);
    }
  }

  async *snapshots(id: string): AsyncGenerator<Snapshot> {
    const rows = await this.connection.all(
      "SELECT s.trial, s.iteration FROM droplab.snapshots s JOIN droplab.trials t ON t.number = s.trial WHERE t.id = $1 ORDER BY s.iteration",
      id,
    );
    for (const { trial, iteration } of rows) {
      const found = (await this.connection.first(
        "SELECT floats, sum FROM droplab.snapshots WHERE trial = $1 AND iteration = $2",
        ...[trial, iteration],
      )) as unknown as { floats: Buffer; sum: number } | undefined;
      if (!found) continue; // it was made anew meanwhile
      if (found.sum !== crc32(found.floats) || found.floats.length % 4) throw this.damaged("run", id, "a snapshot");
      yield { iteration: Number(iteration), floats: new Float32Array(new Uint8Array(found.floats).buffer) };
    }
  }

  async logOf(id: string): Promise<{ at: string; text: string }[]> {
    return (await this.connection.all(
      "SELECT v.at, v.text FROM droplab.events v JOIN droplab.trials t ON t.number = v.trial WHERE t.id = $1 ORDER BY v.number",
      id,
    )) as unknown as { at: string; text: string }[];
  }

  async find(kind: "experiment" | "trial", prefix: string): Promise<string[]> {
    const rows = await this.connection.all(`SELECT id FROM droplab.${kind}s WHERE starts_with(id, $1) LIMIT 20`, prefix);
    return rows.map(({ id }) => String(id));
  }

  async running(listen?: () => Promise<void>): Promise<(TrialRecord & { alive: boolean })[]> {
    const self = thisProcess();
    const look = async () =>
      (
        await this.connection.all(
          `SELECT ${trialColumns}, o.boot, o.pid_namespace, o.beaten > clock_timestamp() - $1 * interval '1 second' AS heard
           ${fromTrials} WHERE t.state = 'running'`,
          SILENT_AT_WORK,
        )
      ).map((row) => {
        const trial = this.#trialOf(row);
        const isHere = isNear({ boot: String(row["boot"]), pidNamespace: String(row["pid_namespace"]) }, self);
        const alive = trial.owner !== null && (isHere ? !isDead(trial.owner) : row["heard"] === true);
        return { isKnown: alive || isHere, run: { ...trial, alive } };
      });
    const looked = await look();
    if (listen && !looked.every(({ isKnown }) => isKnown)) await listen();
    else return looked.map(({ run }) => run);
    return (await look()).map(({ run }) => run);
  }

  async demands(): Promise<Demand[]> {
    const rows = await this.connection.all(
      `SELECT requirement, min(id) AS id, count(*) FILTER (WHERE state <> 'running') AS waiting, count(*) FILTER (WHERE state = 'running') AS running
       FROM droplab.trials t WHERE state IN ('queued', 'interrupted', 'running') AND ${position} IS NOT NULL GROUP BY requirement ORDER BY requirement`,
    );
    return await demandsOf(this, rows);
  }

  async idleWorkers(): Promise<Pick<Owner, "host" | "pid">[]> {
    const rows = await this.connection.all(
      `SELECT host, pid, process_start, boot, pid_namespace FROM (SELECT * FROM droplab.owners ORDER BY number DESC LIMIT ${NEWEST}) o
       WHERE o.command ~ '^\\S*droplab worker ' AND o.beaten > clock_timestamp() - $1 * interval '1 second'
         AND NOT EXISTS (SELECT 1 FROM droplab.trials t WHERE t.owner = o.number AND t.state = 'running') ORDER BY host, pid`,
      SILENT,
    );
    const self = thisProcess();
    const isSeenDead = (row: Row) => {
      const isHere = isNear({ boot: String(row["boot"]), pidNamespace: String(row["pid_namespace"]) }, self);
      return isHere && isDead({ pid: Number(row["pid"]), processStart: String(row["process_start"]) });
    };
    return rows.filter((row) => !isSeenDead(row)).map(({ host, pid }) => ({ host: String(host), pid: Number(pid) }));
  }

  check(): Promise<StoreCheck> {
    return checkStore(this.connection, this);
  }

  /** The mark is a snapshot: what its transactions could not see is new, whatever the order of numbers and commits. */
  async changes(since?: string): Promise<Changes> {
    const [, marked, snapshot] = /^(.*)\/(\d+:\d+:[\d,]*)$/.exec(since ?? "") ?? [];
    const id = String(
      (await this.connection.first("SELECT id || '/' || system_identifier AS id FROM droplab.store, pg_control_system()"))?.["id"],
    );
    const reload = since !== undefined && marked !== id;
    const ids = (from: string) => `(SELECT coalesce(array_agg(DISTINCT id), '{}') FROM ${from}
      WHERE changed >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(changed, $1::pg_snapshot))`;
    // what was made anew since is there
    const gone = `(SELECT r.* FROM droplab.removed r WHERE NOT EXISTS (SELECT 1 FROM droplab.trials WHERE id = r.id)
      AND NOT EXISTS (SELECT 1 FROM droplab.experiments WHERE id = r.id)) gone`;
    const row = await this.connection.first(
      `SELECT pg_current_snapshot()::text AS snapshot, ${ids("droplab.experiments")} AS experiments, ${ids("droplab.trials")} AS runs,
         ${ids(gone)} AS removed`,
      reload ? null : (snapshot ?? null),
    );
    const { snapshot: next, ...named } = row as unknown as { snapshot: string } & Pick<Changes, "experiments" | "runs" | "removed">;
    return { mark: `${id}/${next}`, reload, ...named };
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  protected damaged(thing: "experiment" | "run", id: string, what: string): DamagedStoreError {
    return new DamagedStoreError(
      `store: ${this.connection.name} is damaged: ${what} of ${thing} ${id} ${/s$/.test(what) ? "are" : "is"} not what was written; droplab check names all that is so, and droplab rm ${id} --yes removes the ${thing}, which its command then makes anew`,
    );
  }

  #trialOf(row: Row): TrialRecord {
    return trialRecord(withNumbers(row, ["seconds"]), (what) => this.damaged("run", String(row["id"]), what));
  }
}
