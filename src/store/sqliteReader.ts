import { DatabaseSync } from "node:sqlite";
import type { Numbers } from "#engine";
import type { ExperimentRecord, Member, Owner, TrialRecord, TrialState } from "#experiment";
import type { Evaluation } from "#train";
import { fromBlob } from "./blobs.ts";
import { readOlder, versionOf } from "./migrations.ts";
import { isAlive } from "./owners.ts";
import { explaining, StoreError } from "./storeError.ts";

type Row = Record<string, string | number | null>;

/** Data whose files were checked already when no hash was kept. */
const checkedName = "CASE WHEN t.dataset IN ('mnist', 'fashion-mnist') THEN t.dataset END";
const trialColumns = `t.id, t.state, t.dataset, t.data_dir, t.data_options, coalesce(t.data_hash, ${checkedName}) AS data_hash,
  coalesce(t.test_hash, ${checkedName}) AS test_hash, t.class_names, t.config, t.numerics, t.iteration, t.created, t.started, t.finished, t.seconds, t.result,
  t.error, t.stack, o.host, o.pid, o.process_start, o.machine, o.version, o.command, o.heartbeat`;
const fromTrials = "FROM trials t LEFT JOIN owners o ON o.number = t.owner";

/** What can be read of a store in a SQLite file, also while others write to it. */
export class SqliteReader {
  protected readonly file: string;
  protected readonly database: DatabaseSync;

  constructor(file: string, database: DatabaseSync) {
    this.file = file;
    this.database = database;
  }

  /** Opens a file for reading; throws StoreError where there is none. */
  static open(file: string): SqliteReader {
    return explaining(file, () => {
      const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
      if (versionOf(database) === 0) throw new StoreError(`store: ${file} is empty: nothing has been run with it`);
      readOlder(database, file);
      return new SqliteReader(file, database);
    });
  }

  experiments(): ExperimentRecord[] {
    const rows = this.all(`
      SELECT e.*, sum(t.state = 'queued') AS queued, sum(t.state = 'running') AS running, sum(t.state = 'done') AS done,
        sum(t.state = 'failed') AS failed, sum(t.state = 'interrupted') AS interrupted, sum(t.state = 'pruned') AS pruned,
        json_group_array(DISTINCT t.numerics) FILTER (WHERE t.id IS NOT NULL) AS numerics
      FROM experiments e LEFT JOIN members m ON m.experiment = e.id LEFT JOIN trials t ON t.number = m.trial
      GROUP BY e.id ORDER BY e.updated`);
    return rows.map((row) => ({
      id: String(row["id"]),
      name: row["name"] as string | null,
      definition: JSON.parse(String(row["definition"])),
      command: String(row["command"]),
      created: String(row["created"]),
      updated: String(row["updated"]),
      states: Object.fromEntries(
        (["queued", "running", "done", "failed", "interrupted", "pruned"] as const).map((state) => [state, Number(row[state] ?? 0)]),
      ) as ExperimentRecord["states"],
      numerics: JSON.parse(String(row["numerics"])),
    }));
  }

  members(experiment: string): Member[] {
    return this.all(
      `SELECT t.id AS trial, m.configuration, m.repetition FROM members m JOIN trials t ON t.number = m.trial
       WHERE m.experiment = ? ORDER BY m.repetition, m.configuration`,
      experiment,
    ) as unknown as Member[];
  }

  trial(id: string): TrialRecord | undefined {
    const [row] = this.all(`SELECT ${trialColumns} ${fromTrials} WHERE t.id = ?`, id);
    return row && toTrial(row);
  }

  trials(ids: readonly string[]): Map<string, TrialRecord> {
    const found = this.all(`SELECT ${trialColumns} ${fromTrials} WHERE t.id IN (SELECT value FROM json_each(?))`, JSON.stringify(ids));
    return new Map(found.map((row) => [String(row["id"]), toTrial(row)]));
  }

  evaluations(id: string): Evaluation[] {
    const rows = this.all(
      `SELECT iteration, loss, accuracy, selection_loss, kernel_norms, dead_classes FROM evaluations
       WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY iteration`,
      id,
    );
    return rows.map((row) => ({
      iteration: Number(row["iteration"]),
      loss: row["loss"] === null ? Number.NaN : Number(row["loss"]),
      accuracy: Number(row["accuracy"]),
      selectionLoss: row["selection_loss"] === null ? Number.NaN : Number(row["selection_loss"]),
      deadClasses: JSON.parse(String(row["dead_classes"])),
      kernelNorms: JSON.parse(String(row["kernel_norms"])),
    }));
  }

  weights(id: string): Numbers | undefined {
    const [row] = this.all("SELECT weights FROM trials WHERE id = ?", id) as unknown as { weights: Uint8Array | null }[];
    return row?.weights ? fromBlob(row.weights, 4) : undefined;
  }

  logOf(id: string): { at: string; text: string }[] {
    return this.all("SELECT at, text FROM events WHERE trial = (SELECT number FROM trials WHERE id = ?) ORDER BY rowid", id) as never;
  }

  find(kind: "experiment" | "trial", prefix: string): string[] {
    const rows = this.all(`SELECT id FROM ${kind}s WHERE substr(id, 1, length(?)) = ? LIMIT 20`, prefix, prefix);
    return rows.map(({ id }) => String(id));
  }

  running(): (TrialRecord & { alive: boolean })[] {
    const rows = this.all(`SELECT ${trialColumns} ${fromTrials} WHERE t.state = 'running'`);
    return rows.map((row) => {
      const trial = toTrial(row);
      return { ...trial, alive: trial.owner !== null && isAlive(trial.owner, Number(row["heartbeat"])) };
    });
  }

  close(): void {
    explaining(this.file, () => this.database.close());
  }

  protected all(sql: string, ...values: (string | number)[]): Row[] {
    return explaining(this.file, () => this.database.prepare(sql).all(...values)) as Row[];
  }
}

function toTrial(row: Row): TrialRecord {
  const json = (name: string) => (row[name] === null ? null : JSON.parse(String(row[name])));
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
    state: row["state"] as TrialState,
    data: {
      dataset: String(row["dataset"]),
      ...(row["data_dir"] !== null && { dataDir: String(row["data_dir"]) }),
      ...json("data_options"),
    },
    dataHash: row["data_hash"] as string | null,
    testHash: row["test_hash"] as string | null,
    classNames: json("class_names"),
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
  };
}
