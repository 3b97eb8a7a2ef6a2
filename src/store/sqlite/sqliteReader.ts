import type { DataReading } from "#data";
import type {
  Changes,
  CheckpointHead,
  Demand,
  ExperimentRecord,
  Member,
  Snapshot,
  StoreCheck,
  StoredCheckpoint,
  StoreReader,
  TrialRecord,
  Wishes,
} from "#experiment";
import { readingName, TransientStoreError, trialStates } from "#experiment";
import type { Evaluation } from "#train";
import { isDead, isNear, thisProcess } from "../processes.ts";
import { demandsOf, evaluationRecord, experimentRecord } from "../records.ts";
import { checkStore } from "./checkStore.ts";
import type { Connection, Row } from "./connection.ts";
import { damaged, parsed } from "./damage.ts";
import { refuseOtherNews } from "./openFile.ts";
import { position } from "./position.ts";
import { isDamaged, sumOfBytes, sumOfHead } from "./sums.ts";
import { fromTrials, requirement, toTrial, trialColumns } from "./trialRow.ts";

/** A worker elsewhere that was heard of within so many seconds by the clocks works, for people; they may differ: nothing else hangs on it. */
const SILENT = 60;

/** An older droplab's worker has no name, and no beat. */
const isOfToday = (row: Row): boolean => row["name"] !== null;

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
         json_group_array(DISTINCT t.numerics) FILTER (WHERE t.id IS NOT NULL) AS numerics, ${isDamaged("experiments", "e")} AS damaged
       FROM experiments e LEFT JOIN members m ON m.experiment = e.id LEFT JOIN trials t ON t.number = m.trial
       ${ids ? "WHERE e.id IN (SELECT value FROM json_each(?))" : ""} GROUP BY e.id ORDER BY e.updated`,
      ...(ids ? [JSON.stringify(ids)] : []),
    );
    const whole = rows.filter(({ damaged: isSo, id }) => {
      if (isSo) throw damaged(this.connection, "experiment", String(id), "the definition");
      return true;
    });
    return whole.map((row) => experimentRecord(row, (what) => damaged(this.connection, "experiment", String(row["id"]), what)));
  }

  async members(experiment: string): Promise<Member[]> {
    const rows = this.connection.all(
      `SELECT t.id AS trial, m.configuration, m.repetition, ${isDamaged("members", "m")} AS damaged
       FROM members m LEFT JOIN trials t ON t.number = m.trial WHERE m.experiment = ? ORDER BY m.repetition, m.configuration`,
      experiment,
    );
    if (rows.some(({ trial, damaged: isSo }) => isSo || trial === null))
      throw damaged(this.connection, "experiment", experiment, "the list of runs");
    return rows.map(({ trial, configuration, repetition }) => {
      return { trial: String(trial), configuration: Number(configuration), repetition: Number(repetition) };
    });
  }

  async wishes(experiment: string): Promise<Wishes | undefined> {
    const row = this.connection.first("SELECT stopped, wished_order, wished_repetitions FROM experiments WHERE id = ?", experiment);
    return row && { stopped: row["stopped"] === 1, order: Number(row["wished_order"]), repetitions: Number(row["wished_repetitions"]) };
  }

  async trial(id: string): Promise<TrialRecord | undefined> {
    return (await this.trials([id])).get(id);
  }

  async trials(ids: readonly string[]): Promise<Map<string, TrialRecord>> {
    const rows = this.connection.all(
      `SELECT ${trialColumns} ${fromTrials} WHERE t.id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(ids),
    );
    const found = new Map(rows.map((row) => [String(row["id"]), toTrial(this.connection, row)]));
    const missing = JSON.stringify(ids.filter((id) => !found.has(id)));
    // an index that is damaged finds nothing: what is not there must not be found without it either
    const hidden =
      missing !== "[]" && this.connection.first("SELECT id, config FROM trials WHERE +id IN (SELECT value FROM json_each(?))", missing);
    if (hidden) throw damaged(this.connection, "run", String(hidden["id"]), "the record");
    return found;
  }

  async evaluations(id: string, after = -1): Promise<Evaluation[]> {
    const rows = this.connection.all(
      `SELECT iteration, loss, accuracy, selection_loss, kernel_norms, dead_classes, largest_norm, ${isDamaged("evaluations", "v")} AS damaged
       FROM evaluations v WHERE trial = (SELECT number FROM trials WHERE id = ?) AND iteration > ? ORDER BY iteration`,
      id,
      after,
    );
    const ofRun = (what: string) => damaged(this.connection, "run", id, what);
    if (rows.some(({ damaged: isSo }) => isSo)) throw ofRun("an evaluation");
    return rows.map((row) => evaluationRecord(row, ofRun));
  }

  async checkpoint(id: string): Promise<StoredCheckpoint | undefined> {
    const row = this.connection.first("SELECT number, checkpoint, checkpoint_head FROM trials WHERE id = ? AND checkpoint IS NOT NULL", id);
    const head = row && parsed(this.connection, row["checkpoint_head"], "run", id, "the checkpoint");
    if (!row) return undefined;
    const { sum, ...kept }: CheckpointHead & { sum?: number } = head;
    if (sum === undefined ? !isHead(kept) : sum !== sumOfHead(kept)) throw damaged(this.connection, "run", id, "the checkpoint");
    return { ...kept, parts: this.#parts(id, row, "checkpoint") };
  }

  async reading(id: string): Promise<DataReading | undefined> {
    const row = this.connection.first("SELECT r.name, r.reading FROM trials t JOIN readings r ON r.name = t.reading WHERE t.id = ?", id);
    if (!row) return undefined;
    const text = String(row["reading"]);
    if (readingName(text) !== row["name"]) throw damaged(this.connection, "run", id, "the reading of the data");
    return JSON.parse(text);
  }

  async weights(id: string): Promise<AsyncIterable<Float32Array> | undefined> {
    const row = this.connection.first("SELECT number, weights FROM trials WHERE id = ? AND weights IS NOT NULL", id);
    return row && this.#parts(id, row, "weights");
  }

  /** What a trial kept under a version, one part after the other. */
  async *#parts(id: string, row: Row, what: "checkpoint" | "weights"): AsyncGenerator<Float32Array> {
    const [number, version] = [Number(row["number"]), Number(row[what])];
    const count = this.connection.first("SELECT count(*) AS n FROM parts WHERE trial = ? AND version = ?", number, version)?.["n"];
    const isAsBefore = () => this.connection.first(`SELECT ${what} FROM trials WHERE number = ?`, number)?.[what] === version;
    const notWritten = () => damaged(this.connection, "run", id, `the ${what}`);
    const replaced = () => (isAsBefore() ? notWritten() : new TransientStoreError(`store: the ${what} of run ${id} changed while read`));
    if (!count) throw replaced();
    for (let part = 0; part < Number(count); part++) {
      const found = this.connection.floats(
        "SELECT floats, sum FROM parts WHERE trial = ? AND version = ? AND part = ?",
        number,
        version,
        part,
      );
      if (!found) throw replaced();
      const { floats, sum } = found;
      if ((sum !== null && sum !== sumOfBytes(floats)) || floats.length % 4) throw notWritten();
      yield new Float32Array(floats.slice().buffer);
    }
  }

  async *snapshots(id: string): AsyncGenerator<Snapshot> {
    const rows = this.connection.all(
      "SELECT s.iteration, s.trial FROM snapshots s JOIN trials t ON t.number = s.trial WHERE t.id = ? ORDER BY s.iteration",
      id,
    );
    for (const { iteration, trial } of rows) {
      const found = this.connection.floats(
        "SELECT floats, sum FROM snapshots WHERE trial = ? AND iteration = ?",
        trial ?? null,
        iteration ?? null,
      );
      if (!found) continue; // it was made anew meanwhile
      const { floats, sum } = found;
      if (sum !== sumOfBytes(floats) || floats.length % 4) throw damaged(this.connection, "run", id, "a snapshot");
      yield { iteration: Number(iteration), floats: new Float32Array(floats.slice().buffer) };
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

  async running(listen?: () => Promise<void>): Promise<(TrialRecord & { alive: boolean })[]> {
    const self = thisProcess();
    const running = this.#runningRows().map((row) => {
      const trial = toTrial(this.connection, row);
      const near = isNear({ boot: String(row["boot"]), pidNamespace: String(row["pid_namespace"]) }, self);
      const heard = Math.abs(Date.now() / 1000 - Number(row["heard"])) < SILENT;
      const works = trial.owner !== null && (near ? !isDead(trial.owner) : heard);
      return { trial, works, silentElsewhere: isOfToday(row) && !near && !heard, beat: row["beat"] };
    });
    if (!listen || !running.some(({ silentElsewhere }) => silentElsewhere))
      return running.map(({ trial, works }) => ({ ...trial, alive: works }));
    await listen();
    const beats = new Map(this.#runningRows().map((row) => [String(row["id"]), row["beat"]]));
    return running
      .filter(({ trial }) => beats.has(trial.id))
      .map(({ trial, works, silentElsewhere, beat }) => ({ ...trial, alive: silentElsewhere ? beats.get(trial.id) !== beat : works }));
  }

  #runningRows(): Row[] {
    return this.connection.all(`SELECT ${trialColumns}, o.name, o.beat ${fromTrials} WHERE t.state = 'running'`);
  }

  async demands(): Promise<Demand[]> {
    const rows = this.connection.all(
      `SELECT requirement, min(id) AS id, sum(NOT runs) AS waiting, sum(runs) AS running FROM (
         SELECT t.id, ${requirement} AS requirement, t.state = 'running' AS runs FROM trials t
         WHERE t.state IN ('queued', 'interrupted', 'running') AND ${position} IS NOT NULL) GROUP BY requirement ORDER BY requirement`,
    );
    return await demandsOf(this, rows);
  }

  async idleWorkers(): Promise<[]> {
    return [];
  }

  async check(): Promise<StoreCheck> {
    refuseOtherNews(this.connection.file);
    return checkStore(this.connection, this);
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

/** Of a checkpoint from before there were sums. */
const isHead = (head: CheckpointHead): boolean => [head.iteration, head.wordsPerNumber, head.stateWords].every(Number.isInteger);
