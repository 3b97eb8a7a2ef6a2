import type { DatabaseSync } from "node:sqlite";
import { PART, StoreError } from "#experiment";
import { kindOf, mark, refuseForeign } from "./recognize.ts";
import { type SummedTable, seal } from "./sums.ts";

/** A table as it is after a change: a query of what it was before, which is a name or a query in brackets. */
type Changed = (before: string) => string;

/** From one version of the store to the next. */
interface Migration {
  readonly change: string;
  /** By table what makes it look changed to a connection that only reads: see readOlder. */
  readonly looks: Readonly<Record<string, Changed>>;
}

const withColumns =
  (columns: string): Changed =>
  (before) =>
    `SELECT *, ${columns} FROM ${before}`;

const PART_BYTES = 4 * PART;

/** Weights and checkpoints as they lay in one blob each, cut into parts: version −1 are weights, −2 a checkpoint, the best net behind its state. */
function blobsInParts(into: string): string {
  const cut = (blob: string, part: string) => `substr(${blob}, 1 + ${PART_BYTES} * (${part}), ${PART_BYTES})`;
  const count = (blob: string) => `((length(${blob}) + ${PART_BYTES - 1}) / ${PART_BYTES})`;
  return `${into}
    WITH RECURSIVE place (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM place WHERE k < 63) -- a blob has at most 1 GB
    SELECT number AS trial, -1 AS version, k AS part, ${cut("weights", "k")} AS floats FROM main.trials JOIN place ON k < ${count("weights")}
    UNION ALL SELECT trial, -2, k, ${cut("state", "k")} FROM main.checkpoints JOIN place ON k < ${count("state")}
    UNION ALL SELECT trial, -2, k + ${count("state")}, ${cut("best", "k")} FROM main.checkpoints JOIN place ON k < ${count("best")}`;
}

const summed: readonly SummedTable[] = ["trials", "evaluations", "experiments", "members"];
/** Each brings a store from the version of its place to the next. Never change one that was released; add another. */
const migrations: readonly Migration[] = [
  {
    change: `
  CREATE TABLE owners (
    number INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    machine TEXT NOT NULL,      -- JSON
    version TEXT NOT NULL,
    command TEXT NOT NULL,
    heartbeat REAL NOT NULL     -- seconds since 1970
  );
  CREATE TABLE trials (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,    -- hash of what decides its digits
    dataset TEXT NOT NULL,
    data_dir TEXT,
    config TEXT NOT NULL,       -- JSON
    numerics TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'interrupted', 'pruned')),
    owner INTEGER REFERENCES owners,
    iteration INTEGER NOT NULL DEFAULT 0,
    created TEXT NOT NULL,
    started TEXT,
    finished TEXT,
    seconds REAL NOT NULL DEFAULT 0,
    accuracy REAL,
    result TEXT,                -- JSON, without the evaluations
    weights BLOB,               -- float32
    error TEXT,
    stack TEXT
  );
  CREATE INDEX trials_running ON trials (state) WHERE state = 'running';
  CREATE TABLE evaluations (
    trial INTEGER NOT NULL REFERENCES trials ON DELETE CASCADE,
    iteration INTEGER NOT NULL,
    loss REAL,                  -- NULL where it was no number
    accuracy REAL NOT NULL,
    kernel_norms TEXT NOT NULL, -- JSON
    dead_classes TEXT NOT NULL, -- JSON
    PRIMARY KEY (trial, iteration)
  ) WITHOUT ROWID;
  CREATE TABLE checkpoints (
    trial INTEGER PRIMARY KEY REFERENCES trials ON DELETE CASCADE,
    iteration INTEGER NOT NULL,
    bytes INTEGER NOT NULL,     -- of one number: 4 or 8
    state BLOB NOT NULL,
    best BLOB
  );
  CREATE TABLE events (
    trial INTEGER NOT NULL REFERENCES trials ON DELETE CASCADE,
    at TEXT NOT NULL,
    text TEXT NOT NULL
  );
  CREATE INDEX events_trial ON events (trial);
  CREATE TABLE experiments (
    id TEXT PRIMARY KEY,
    name TEXT,
    definition TEXT NOT NULL,   -- JSON
    command TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL
  );
  CREATE TABLE members (
    experiment TEXT NOT NULL REFERENCES experiments ON DELETE CASCADE,
    position INTEGER NOT NULL,
    trial INTEGER NOT NULL REFERENCES trials ON DELETE CASCADE,
    configuration INTEGER NOT NULL,
    repetition INTEGER NOT NULL,
    PRIMARY KEY (experiment, position)
  ) WITHOUT ROWID;
  CREATE INDEX members_trial ON members (trial);
  `,
    looks: {},
  },
  {
    change: "ALTER TABLE evaluations ADD COLUMN selection_loss REAL", // NULL where it was no number, or before it was recorded
    looks: { evaluations: withColumns("NULL AS selection_loss") },
  },
  {
    change: `
  ALTER TABLE trials ADD COLUMN data_options TEXT; -- JSON: how the data are read, and what is made of them, beside dataset and data_dir
  ALTER TABLE trials ADD COLUMN data_hash TEXT;    -- of the contents of the data, or the name of data whose files are checked
  ALTER TABLE trials ADD COLUMN test_hash TEXT;    -- of the test part alone
  ALTER TABLE trials ADD COLUMN class_names TEXT;  -- JSON
  CREATE INDEX members_place ON members (experiment, repetition, configuration);
  `,
    looks: { trials: withColumns("NULL AS data_options, NULL AS data_hash, NULL AS test_hash, NULL AS class_names") },
  },
  {
    // columns that an older droplab writes have other names now: one that still runs can write nothing
    change: `
  CREATE TABLE store (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, revision INTEGER NOT NULL, attempts INTEGER NOT NULL);
  INSERT INTO store VALUES (1, lower(hex(randomblob(16))), 0, 0);
  ALTER TABLE owners RENAME COLUMN heartbeat TO heard; -- seconds since 1970, for people
  ALTER TABLE owners ADD COLUMN name TEXT;             -- NULL in those that an older droplab wrote: none of them works any more
  ALTER TABLE owners ADD COLUMN boot TEXT;
  ALTER TABLE owners ADD COLUMN pid_namespace TEXT;
  ALTER TABLE owners ADD COLUMN beat INTEGER NOT NULL DEFAULT 0;
  CREATE UNIQUE INDEX owners_name ON owners (name);
  ALTER TABLE experiments ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE experiments ADD COLUMN wished_order INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE experiments ADD COLUMN wished_repetitions INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE experiments ADD COLUMN configurations INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE experiments ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX experiments_changed ON experiments (changed);
  UPDATE experiments SET configurations = coalesce((SELECT max(configuration) + 1 FROM members WHERE experiment = id), 1);
  CREATE TABLE parts (
    trial INTEGER NOT NULL REFERENCES trials ON DELETE CASCADE,
    version INTEGER NOT NULL,   -- those that neither the checkpoint nor the weights of the trial name are nobody's
    part INTEGER NOT NULL,
    floats BLOB NOT NULL,       -- float32
    PRIMARY KEY (trial, version, part)
  );
  ${blobsInParts("INSERT INTO parts")};
  ALTER TABLE trials ADD COLUMN checkpoint INTEGER;    -- a version of parts
  ALTER TABLE trials ADD COLUMN checkpoint_head TEXT;  -- JSON
  UPDATE trials SET checkpoint = -2, checkpoint_head =
    (SELECT json_object('iteration', iteration, 'wordsPerNumber', bytes / 4, 'stateWords', length(state) / 4) FROM checkpoints WHERE trial = number)
    WHERE number IN (SELECT trial FROM checkpoints);
  DROP TABLE checkpoints;
  ALTER TABLE trials RENAME COLUMN weights TO blob;
  ALTER TABLE trials ADD COLUMN weights INTEGER;       -- a version of parts
  UPDATE trials SET weights = -1 WHERE blob IS NOT NULL;
  ALTER TABLE trials DROP COLUMN blob;
  ALTER TABLE trials RENAME COLUMN seconds TO seconds_before; -- of attempts before this one
  ALTER TABLE trials ADD COLUMN seconds_since REAL NOT NULL DEFAULT 0;
  ALTER TABLE trials ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE trials ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE trials ADD COLUMN losses INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE trials ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX trials_changed ON trials (changed);
  CREATE INDEX trials_owed ON trials (number) WHERE state IN ('queued', 'interrupted', 'running');
  CREATE TABLE removed (id TEXT NOT NULL, changed INTEGER NOT NULL);
  CREATE TABLE offers (
    trial INTEGER PRIMARY KEY REFERENCES trials ON DELETE CASCADE,
    requirement TEXT NOT NULL,
    position INTEGER NOT NULL,
    owner INTEGER NOT NULL REFERENCES owners
  );
  CREATE INDEX offers_position ON offers (requirement, position);
  `,
    looks: {
      trials: (before) => `SELECT number, id, dataset, data_dir, config, numerics, state, owner, iteration, created, started, finished,
    seconds AS seconds_before, 0 AS seconds_since, accuracy, result, CASE WHEN weights IS NULL THEN NULL ELSE -1 END AS weights, error, stack,
    data_options, data_hash, test_hash, class_names, CASE WHEN number IN (SELECT trial FROM main.checkpoints) THEN -2 END AS checkpoint,
    (SELECT json_object('iteration', iteration, 'wordsPerNumber', bytes / 4, 'stateWords', length(state) / 4) FROM main.checkpoints WHERE trial = number)
      AS checkpoint_head,
    0 AS attempt, 0 AS failures, 0 AS losses, 0 AS changed FROM ${before}`,
      owners: (
        before,
      ) => `SELECT number, host, pid, process_start, machine, version, command, heartbeat AS heard, NULL AS name, NULL AS boot,
    NULL AS pid_namespace, 0 AS beat FROM ${before}`,
      experiments: withColumns("0 AS stopped, 0 AS wished_order, 0 AS wished_repetitions, 1 AS configurations, 0 AS changed"),
      store: () => "SELECT 1 AS one, 'older' AS id, 0 AS revision, 0 AS attempts",
      removed: () => "SELECT NULL AS id, 0 AS changed LIMIT 0",
      parts: () => blobsInParts(""),
    },
  },
  {
    change: `
  ALTER TABLE experiments ADD COLUMN note TEXT;
  ALTER TABLE experiments ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'; -- JSON
  ALTER TABLE evaluations ADD COLUMN largest_norm REAL;               -- NULL where nothing was limited, or before it was recorded
  `,
    looks: { experiments: withColumns("NULL AS note, '[]' AS tags"), evaluations: withColumns("NULL AS largest_norm") },
  },
  {
    change: `
  ${summed.map((table) => `ALTER TABLE ${table} ADD COLUMN sum INTEGER; ${seal(table, "true")};`).join("\n  ")}
  ALTER TABLE parts ADD COLUMN sum INTEGER;  -- NULL in those from before: they are not read for it
  `,
    looks: Object.fromEntries([...summed, "parts"].map((table) => [table, withColumns("NULL AS sum")])),
  },
  {
    change: `
  CREATE TABLE readings (name TEXT PRIMARY KEY, reading TEXT NOT NULL) WITHOUT ROWID; -- JSON: how data are read; the name is its hash
  ALTER TABLE trials ADD COLUMN reading TEXT; -- a name of readings
  `,
    looks: { trials: withColumns("NULL AS reading"), readings: () => "SELECT NULL AS name, NULL AS reading LIMIT 0" },
  },
  {
    change: `
  CREATE TABLE snapshots (
    trial INTEGER NOT NULL REFERENCES trials ON DELETE CASCADE,
    iteration INTEGER NOT NULL,
    floats BLOB NOT NULL,       -- float32: the first kernel
    sum INTEGER NOT NULL,
    PRIMARY KEY (trial, iteration)
  );
  `,
    looks: { snapshots: () => "SELECT NULL AS trial, NULL AS iteration, NULL AS floats, NULL AS sum LIMIT 0" },
  },
  {
    change: `
  ALTER TABLE experiments ADD COLUMN begins INTEGER; -- runs of later repetitions wait; NULL where none does
  UPDATE experiments SET begins = 0 WHERE definition ->> '$.prune' IS 1;
  `,
    looks: { experiments: withColumns("NULL AS begins") },
  },
];

/** Brings a store to the newest version, as a whole or not at all. Throws StoreError, and writes nothing, where it is none. */
export function migrate(database: DatabaseSync, file: string): void {
  refuseNewer(versionOf(database), file);
  if (versionOf(database) === migrations.length && kindOf(database) === "marked") return;
  database.exec("BEGIN IMMEDIATE");
  try {
    refuseForeign(database, file); // perhaps it became one just now
    refuseNewer(versionOf(database), file);
    for (const { change } of migrations.slice(versionOf(database))) database.exec(change);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    mark(database);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK"); // SQLite itself ends one when the disk is full
    throw error;
  }
}

/**
 * Makes a store of an older version, opened only to be read, look like one of the newest to this connection: nothing is written. Throws
 * StoreError for a newer one.
 */
export function readOlder(database: DatabaseSync, file: string): void {
  const version = versionOf(database);
  refuseNewer(version, file);
  const queries = new Map<string, string>();
  for (const { looks } of migrations.slice(version))
    for (const [table, changed] of Object.entries(looks)) {
      const before = queries.get(table);
      queries.set(table, changed(before === undefined ? `main.${table}` : `(${before})`));
    }
  for (const [table, query] of queries) database.exec(`CREATE TEMP VIEW ${table} AS ${query}`);
}

function refuseNewer(version: number, file: string): void {
  if (version > migrations.length)
    throw new StoreError(
      `store: ${file} was written by a newer droplab (version ${version} of the store, this one knows ${migrations.length})`,
    );
}

export function versionOf(database: DatabaseSync): number {
  return (database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
}
