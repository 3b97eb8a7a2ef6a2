import type { Pool } from "pg";
import { StoreError } from "#experiment";
import { heldClient } from "./heldClient.ts";

/** The schemas of droplab's tables, and of those of the queue. */
export const [SCHEMA, QUEUE_SCHEMA] = ["droplab", "droplab_queue"];

/** The first server that has all that is used here. */
const OLDEST = 140_000;
/** One lock for all that bring a database to the newest version. */
const LOCK = 8_472_016;

/** Each brings a store from the version of its place to the next. Never change one that was released; add another. */
const migrations: readonly string[] = [
  `
  CREATE SEQUENCE droplab.attempts;
  CREATE SEQUENCE droplab.versions;    -- of parts
  CREATE TABLE droplab.store (one int PRIMARY KEY CHECK (one = 1), id text NOT NULL DEFAULT gen_random_uuid()::text);
  INSERT INTO droplab.store VALUES (1);
  CREATE TABLE droplab.owners (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text UNIQUE,                  -- NULL in those that came with an import
    host text NOT NULL,
    pid int NOT NULL,
    process_start text NOT NULL,
    machine text NOT NULL,             -- JSON
    version text NOT NULL,
    command text NOT NULL,
    boot text,
    pid_namespace text,
    beaten timestamptz NOT NULL DEFAULT clock_timestamp()
  ) WITH (fillfactor = 50);
  CREATE TABLE droplab.readings (name text PRIMARY KEY, reading text NOT NULL); -- JSON: how data are read; the name is its hash
  CREATE TABLE droplab.trials (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,           -- hash of what decides its digits
    dataset text NOT NULL,
    data_dir text,
    data_options text,                 -- JSON
    data_hash text,
    test_hash text,
    class_names text,                  -- JSON
    reading text,
    config text NOT NULL,              -- JSON
    numerics text NOT NULL,
    requirement text NOT NULL,         -- see requirementOf
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'interrupted', 'pruned')),
    owner bigint REFERENCES droplab.owners,
    iteration int NOT NULL DEFAULT 0,
    created text NOT NULL,
    started text,
    finished text,
    seconds_before float8 NOT NULL DEFAULT 0, -- of attempts before this one
    seconds_since float8 NOT NULL DEFAULT 0,
    accuracy float8,
    result text,                       -- JSON, without the evaluations
    error text,
    stack text,
    attempt bigint NOT NULL DEFAULT 0,
    failures int NOT NULL DEFAULT 0,
    losses int NOT NULL DEFAULT 0,
    checkpoint bigint,                 -- a version of parts
    checkpoint_head text,              -- JSON
    weights bigint,                    -- a version of parts
    changed xid8 NOT NULL DEFAULT pg_current_xact_id()
  ) WITH (fillfactor = 70);
  CREATE INDEX trials_changed ON droplab.trials (changed);
  CREATE INDEX trials_owed ON droplab.trials (requirement) WHERE state IN ('queued', 'interrupted', 'running');
  CREATE INDEX trials_running ON droplab.trials (owner) WHERE state = 'running';
  CREATE TABLE droplab.evaluations (
    trial bigint NOT NULL REFERENCES droplab.trials ON DELETE CASCADE,
    iteration int NOT NULL,
    loss float8,                       -- NULL where it was no number
    accuracy float8 NOT NULL,
    selection_loss float8,
    kernel_norms text NOT NULL,        -- JSON
    dead_classes text NOT NULL,        -- JSON
    largest_norm float8,
    PRIMARY KEY (trial, iteration)
  );
  CREATE TABLE droplab.parts (
    trial bigint NOT NULL REFERENCES droplab.trials ON DELETE CASCADE,
    version bigint NOT NULL,           -- those that neither the checkpoint nor the weights of the trial name are nobody's
    part int NOT NULL,
    floats bytea NOT NULL,             -- float32
    sum bigint NOT NULL,               -- CRC-32
    PRIMARY KEY (trial, version, part)
  );
  ALTER TABLE droplab.parts ALTER floats SET STORAGE EXTERNAL; -- weights do not get smaller
  CREATE TABLE droplab.events (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    trial bigint NOT NULL REFERENCES droplab.trials ON DELETE CASCADE,
    at text NOT NULL,
    text text NOT NULL
  );
  CREATE INDEX events_trial ON droplab.events (trial);
  CREATE TABLE droplab.experiments (
    id text PRIMARY KEY,
    name text,
    note text,
    tags text NOT NULL DEFAULT '[]',   -- JSON
    definition text NOT NULL,          -- JSON
    command text NOT NULL,
    created text NOT NULL,
    updated text NOT NULL,
    stopped boolean NOT NULL DEFAULT false,
    wished_order int NOT NULL DEFAULT 0,
    wished_repetitions int NOT NULL DEFAULT 0,
    configurations int NOT NULL DEFAULT 1,
    changed xid8 NOT NULL DEFAULT pg_current_xact_id()
  );
  CREATE INDEX experiments_changed ON droplab.experiments (changed);
  CREATE TABLE droplab.members (
    experiment text NOT NULL REFERENCES droplab.experiments ON DELETE CASCADE,
    repetition int NOT NULL,
    configuration int NOT NULL,
    trial bigint NOT NULL REFERENCES droplab.trials ON DELETE CASCADE,
    PRIMARY KEY (experiment, repetition, configuration)
  );
  CREATE INDEX members_trial ON droplab.members (trial);
  CREATE TABLE droplab.removed (id text NOT NULL, changed xid8 NOT NULL DEFAULT pg_current_xact_id());
  CREATE INDEX removed_changed ON droplab.removed (changed);
  CREATE TABLE droplab.staged (bundle text NOT NULL, kind text NOT NULL, place int NOT NULL, json text NOT NULL, at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (bundle, kind, place));
  CREATE TABLE droplab.staged_parts (bundle text NOT NULL, place int NOT NULL, part int NOT NULL, floats bytea NOT NULL, sum bigint NOT NULL,
    PRIMARY KEY (bundle, place, part));
  ALTER TABLE droplab.staged_parts ALTER floats SET STORAGE EXTERNAL;
  `,
  `
  ALTER TABLE droplab.trials ADD COLUMN writing bigint; -- the version of parts that its owner writes now
  CREATE TABLE droplab.shelf (       -- data sets, see DataShelf
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    hash text NOT NULL UNIQUE,
    bytes bigint NOT NULL,
    pushed text NOT NULL
  );
  CREATE TABLE droplab.shelf_parts (
    shelf bigint NOT NULL REFERENCES droplab.shelf ON DELETE CASCADE,
    file text NOT NULL,
    part int NOT NULL,
    bytes bytea NOT NULL,
    sum bigint NOT NULL,               -- CRC-32
    PRIMARY KEY (shelf, file, part)
  );
  `,
  `
  CREATE TABLE droplab.snapshots (
    trial bigint NOT NULL REFERENCES droplab.trials ON DELETE CASCADE,
    iteration int NOT NULL,
    floats bytea NOT NULL,             -- float32: the first kernel
    sum bigint NOT NULL,               -- CRC-32
    PRIMARY KEY (trial, iteration)
  );
  ALTER TABLE droplab.snapshots ALTER floats SET STORAGE EXTERNAL;
  `,
  `
  ALTER TABLE droplab.experiments ADD COLUMN begins int; -- runs of later repetitions wait; NULL where none does
  UPDATE droplab.experiments SET begins = 0 WHERE (definition::json ->> 'prune') = 'true';
  `,
];

/** The newest version. */
export const versions = migrations.length;

/** Of a store that a newer droplab made. */
export const newerText = (name: string, version: number): string =>
  `store: ${name} was written by a newer droplab (version ${version} of the store, this one knows ${versions})`;

/** The version of the store in a database; 0 where there is none. */
export async function versionIn(query: (text: string) => Promise<{ rows: unknown[] }>): Promise<number> {
  const { rows: found } = await query("SELECT to_regclass('droplab.version') IS NOT NULL AS found");
  if (!(found[0] as { found: boolean }).found) return 0;
  const { rows } = await query("SELECT version FROM droplab.version");
  return (rows[0] as { version: number } | undefined)?.version ?? 0;
}

/** Brings a database to the newest version, as a whole or not at all, however many start at once. Throws StoreError. */
export async function migrate(pool: Pool, name: string): Promise<void> {
  const before = await versionIn((text) => pool.query(text));
  if (before === versions) return;
  if (before > versions) throw new StoreError(newerText(name, before));
  const client = await heldClient(pool);
  let trouble: unknown;
  try {
    const { rows } = await client.query(
      "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text",
    );
    if (rows[0].number < OLDEST)
      throw new StoreError(`store: ${name} is PostgreSQL ${rows[0].text}; droplab needs ${OLDEST / 10_000} or newer`);
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${LOCK})`);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}; CREATE SCHEMA IF NOT EXISTS ${QUEUE_SCHEMA};
      CREATE TABLE IF NOT EXISTS droplab.version (one int PRIMARY KEY CHECK (one = 1), version int NOT NULL);
      INSERT INTO droplab.version VALUES (1, 0) ON CONFLICT DO NOTHING`);
    const version = await versionIn((text) => client.query(text));
    for (const change of migrations.slice(version)) await client.query(change);
    await client.query(`UPDATE droplab.version SET version = ${versions}; COMMIT`);
  } catch (error) {
    trouble = error;
    throw error;
  } finally {
    client.release(trouble !== undefined);
  }
}
