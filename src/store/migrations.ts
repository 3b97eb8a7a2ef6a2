import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "./storeError.ts";

/** From one version of the store to the next. */
interface Migration {
  readonly change: string;
  /** Makes a store without the change look changed to a connection that only reads. */
  readonly view: string;
}

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
    view: "",
  },
  {
    change: "ALTER TABLE evaluations ADD COLUMN selection_loss REAL", // NULL where it was no number, or before it was recorded
    view: "CREATE TEMP VIEW evaluations AS SELECT *, NULL AS selection_loss FROM main.evaluations",
  },
  {
    change: `
  ALTER TABLE trials ADD COLUMN data_options TEXT; -- JSON: how the data are read, and what is made of them, beside dataset and data_dir
  ALTER TABLE trials ADD COLUMN data_hash TEXT;    -- of the contents of the data, or the name of data whose files are checked
  ALTER TABLE trials ADD COLUMN test_hash TEXT;    -- of the test part alone
  ALTER TABLE trials ADD COLUMN class_names TEXT;  -- JSON
  CREATE INDEX members_place ON members (experiment, repetition, configuration);
  `,
    view: `CREATE TEMP VIEW trials AS
  SELECT *, NULL AS data_options, NULL AS data_hash, NULL AS test_hash, NULL AS class_names FROM main.trials`,
  },
];

/** Brings a store to the newest version, each step as a whole or not at all. */
export function migrate(database: DatabaseSync, file: string): void {
  const version = versionOf(database);
  refuseNewer(version, file);
  if (version === migrations.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const { change } of migrations.slice(versionOf(database))) database.exec(change);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
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
  for (const { view } of migrations.slice(version)) database.exec(view);
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
