import { randomUUID } from "node:crypto";
import type { ClientBase, ConnectionConfig, Pool, PoolClient, PoolConfig, QueryResult } from "pg";
import { NoStoreError, StoreError, TransientStoreError, UnreachableStoreError } from "#experiment";
import type { Environment } from "../openOptions.ts";
import { isOfEncryption, withEncryption } from "./encryption.ts";
import { explained } from "./explaining.ts";
import { heldClient } from "./heldClient.ts";
import { migrate, newerText, versionIn, versions } from "./migrations.ts";
import { shownUrl } from "./place.ts";
import { withoutOptions } from "./serverOptions.ts";
import { withService } from "./service.ts";
import { storable } from "./sql.ts";

export type Row = Record<string, string | number | boolean | null>;

/** Asks the server; within a transaction, or by itself. */
export type Ask = (sql: string, ...values: readonly unknown[]) => Promise<Row[]>;

/** How long the first connection is tried for, and how long a connection and a statement may take, in milliseconds. */
const [FIRST_MS, CONNECT_MS, STATEMENT_MS] = [15_000, 5000, 60_000];
/** Between tries, at first and at most. */
const [SHORT_PAUSE_MS, LONG_PAUSE_MS] = [100, 2000];
/** How long what only reads is asked again, in milliseconds. */
const AGAIN_MS = 3000;
const isReading = /^\s*SELECT\b(?!.*\bnextval\b)/is;
/** How often a transaction that met another is tried again. */
const TRIES = 8;
/** On which it is told that runs were offered. */
const CHANNEL = "droplab_offers";
/** SQLSTATEs of these. */
const met = new Set(["40001", "40P01", "55P03"]);

/** What is given up here ends on the server soon after, unless the user has set another limit. */
const LIMIT = `-c statement_timeout=${STATEMENT_MS + 10_000}`;
/** Nobody is left in the middle of a transaction: who is paused there holds locks. And strings are read as they are written. */
const SETTINGS = "-c idle_in_transaction_session_timeout=10000 -c standard_conforming_strings=on";

/**
 * A database, with two connections at most: one whose commits wait for the disk, and one whose commits do not, for what a crash of the server
 * may take the last half second of. Opened when it is first asked; errors are sentences that name it.
 */
export class Connection {
  /** Without its password. */
  readonly name: string;
  /** URLs that are tried in turn. */
  readonly #ways: readonly string[];
  readonly #environment: Environment;
  readonly #isToWrite: boolean;
  #pools: Promise<{ readonly durable: Pool; readonly soon: Pool }> | undefined;
  #isClosed = false;
  readonly #statements = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  /** Whether what is told comes here, as far as is known: behind PgBouncer it may not. */
  #hears = false;
  #troubledAt = Number.NEGATIVE_INFINITY;

  /** Throws StoreError for a service that is not known, and for an encryption that cannot be. */
  constructor(url: string, { isToWrite, environment }: { readonly isToWrite: boolean; readonly environment: Environment }) {
    const whole = withService(url, environment);
    if (/[?&]passfile=/.test(whole))
      throw new StoreError(
        `store: a password file is named by PGPASSFILE, not in the URL or a service file; take passfile out, of ${shownUrl(whole)}`,
      );
    this.name = shownUrl(whole);
    this.#ways = withEncryption(whole, environment, this.name);
    this.#isToWrite = isToWrite;
    this.#environment = environment;
  }

  /** Opens it, if it is not open, and brings it to the newest version where it is to be written to. Throws StoreError. */
  open(): Promise<unknown> {
    if (this.#isClosed) throw new StoreError(`store: ${this.name} was closed`);
    this.#pools ??= this.#open();
    return this.#pools;
  }

  /** One statement, whose effect is on the server's disk when it resolves. What only reads is asked again for a while where the server is away. */
  readonly all: Ask = async (sql, ...values) => {
    const end = performance.now() + (isReading.test(sql) ? AGAIN_MS : 0);
    for (;;)
      try {
        return (await this.#query("durable", sql, values)).rows as Row[];
      } catch (error) {
        if (!(error instanceof TransientStoreError) || performance.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, SHORT_PAUSE_MS));
      }
  };

  /** The same, without waiting for the disk: the next that waits takes it along. No process's death loses it. */
  readonly soon: Ask = async (sql, ...values) => (await this.#query("soon", sql, values)).rows as Row[];

  /** The same for what has no values: prepared, and planned at the first time and where the plan `isOld`; behind PgBouncer each time. */
  async planned(sql: string, isOld: boolean): Promise<Row[]> {
    if (isOld && this.#hears) await this.soon("DISCARD PLANS");
    return (await this.#query("soon", sql, [], this.#hears)).rows as Row[];
  }

  async first(sql: string, ...values: readonly unknown[]): Promise<Row | undefined> {
    return (await this.all(sql, ...values))[0];
  }

  /** How many rows a statement changed. */
  async run(sql: string, ...values: readonly unknown[]): Promise<number> {
    return (await this.#query("durable", sql, values)).rowCount ?? 0;
  }

  /** All of it or nothing; tried again where it met another transaction. `work` waits for the server alone. */
  async transaction<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    const { durable } = await this.#opened();
    for (let tried = 1; ; tried++)
      try {
        return await inTransaction(durable, work);
      } catch (error) {
        if (tried < TRIES && met.has((error as { code?: string }).code ?? "")) continue;
        throw explained(this.name, error);
      }
  }

  /** Tells all that listen that there is something to take. */
  async notify(): Promise<void> {
    await this.soon(`NOTIFY ${CHANNEL}`);
  }

  /** Whether what is told is heard here. Behind PgBouncer it may not be: who waits looks for itself. */
  get hears(): boolean {
    return this.#hears;
  }

  /** For how many milliseconds nothing was wrong with the way to the server, as far as is known here. */
  get untroubledFor(): number {
    return performance.now() - this.#troubledAt;
  }

  /** Called when somebody has told so; gives what ends that. */
  onNotice(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Both connections are given back. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const pools = await this.#pools?.catch(() => undefined);
    await Promise.all([pools?.durable.end(), pools?.soon.end()]);
  }

  get isOpen(): boolean {
    return !this.#isClosed;
  }

  async #opened() {
    return (await this.open()) as { readonly durable: Pool; readonly soon: Pool };
  }

  async #query(which: "durable" | "soon", text: string, values: readonly unknown[], isPrepared = values.length > 0): Promise<QueryResult> {
    const pools = await this.#opened();
    try {
      // prepared once a connection
      return await (isPrepared
        ? pools[which].query({ name: this.#nameOf(text), text, values: values.map(storable) })
        : pools[which].query(text));
    } catch (error) {
      const trouble = withFailover(explained(this.name, error));
      if (trouble instanceof TransientStoreError && !isOfIdleness(error)) this.#troubledAt = performance.now();
      throw trouble;
    }
  }

  /**
   * A connection that nothing was asked of has ended. Where the server ends those that idle, that is no trouble; else whether the server is still
   * there is asked at once.
   */
  #cut(error: Error): void {
    if (!isOfIdleness(error)) this.soon("SELECT 1").catch(() => undefined); // #query keeps what it says
  }

  #nameOf(text: string): string {
    const known = this.#statements.get(text) ?? `droplab${this.#statements.size}`;
    this.#statements.set(text, known);
    return known;
  }

  async #open() {
    const [{ default: pg }, { default: passwordIn }] = await Promise.all([import("pg"), import("pgpass")]);
    // where neither the URL nor PGPASSWORD has one: the password file
    const password = (of: ConnectionConfig) => new Promise((resolve) => passwordIn(of, resolve));
    Object.assign(pg.defaults, { password });
    const types = {
      // whole numbers beyond 2^53 are not met
      getTypeParser: ((oid: number, format: "text") =>
        oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    };
    // each connection listens from its beginning, and tells itself something to learn whether it hears
    const listen = async (client: ClientBase) => {
      this.#hears = false;
      const own = `${CHANNEL}_${randomUUID().replaceAll("-", "")}`;
      client.on("notification", ({ channel }) => {
        this.#hears = true;
        if (channel === CHANNEL) for (const listener of [...this.#listeners]) listener();
      });
      client.on("end", () => {
        this.#hears = false;
      });
      await client.query(`LISTEN ${CHANNEL}; LISTEN ${own}; NOTIFY ${own}`);
      await client.query(`UNLISTEN ${own}`);
    };
    const pool = (way: string, own: string, more: Partial<PoolConfig> = {}) => {
      const { url: connectionString, options } = withoutOptions(way, this.#environment);
      const made = new pg.Pool({
        ...{ connectionString, max: 1, idleTimeoutMillis: 0, types, keepAlive: true, application_name: "droplab" },
        ...{ connectionTimeoutMillis: CONNECT_MS, query_timeout: STATEMENT_MS, options: `${LIMIT} ${options} ${SETTINGS} ${own}`.trim() },
        ...more,
      });
      made.on("error", (error) => this.#cut(error));
      return made;
    };
    for (const [place, way] of this.#ways.entries()) {
      const pools = { durable: pool(way, ""), soon: pool(way, "-c synchronous_commit=off", { onConnect: listen }) };
      try {
        await this.#firstTry(pools.durable);
        return pools;
      } catch (error) {
        await Promise.all([pools.durable.end(), pools.soon.end()]);
        if (isOfEncryption(error) && place < this.#ways.length - 1) continue;
        this.#pools = undefined;
        throw error;
      }
    }
    throw new Error("there is no way to a database"); // a URL is one
  }

  /** A server that starts just now is waited for. */
  async #firstTry(pool: Pool): Promise<void> {
    const end = performance.now() + FIRST_MS;
    for (let pause = SHORT_PAUSE_MS; ; pause = Math.min(2 * pause, LONG_PAUSE_MS))
      try {
        if (this.#isToWrite) await refuseReadOnly(pool);
        await (this.#isToWrite ? migrate(pool, this.name) : this.#refuseUnknown(pool));
        return;
      } catch (error) {
        const trouble = explained(this.name, error);
        if (!(trouble instanceof TransientStoreError)) throw trouble;
        if (performance.now() + pause > end)
          throw new UnreachableStoreError(`${trouble.message} (tried for ${FIRST_MS / 1000} seconds)`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
  }

  async #refuseUnknown(pool: Pool): Promise<void> {
    const version = await versionIn((text) => pool.query(text));
    if (version === 0) throw new NoStoreError(`store: ${this.name} is empty: nothing has been run with it`);
    if (version > versions) throw new StoreError(newerText(this.name, version));
  }
}

async function inTransaction<T>(pool: Pool, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client: PoolClient = await heldClient(pool);
  let trouble: unknown;
  try {
    await client.query("BEGIN");
    const value = await work(async (sql, ...values) => (await client.query(sql, values.map(storable))).rows);
    await client.query("COMMIT");
    return value;
  } catch (error) {
    trouble = error;
    throw error;
  } finally {
    // a connection in the middle of something is given up, and the server rolls back
    client.release(trouble !== undefined);
  }
}

/** Whether the server ended a connection for idling, as idle_session_timeout has it. */
const isOfIdleness = (error: unknown) => (error as { code?: string } | undefined)?.code === "57P05";

/** A standby takes no writes, and nor does a user who may not: that is said before anything is tried. */
async function refuseReadOnly(pool: Pool): Promise<void> {
  const { rows } = await pool.query("SELECT current_setting('transaction_read_only') AS is_read_only");
  if (rows[0].is_read_only === "on") throw Object.assign(new Error("read-only"), { code: "25006" });
}

/** A server that could be written to, and is read-only now, has handed over to another, or lacks space: that passes. */
function withFailover(trouble: StoreError): StoreError {
  const { code } = (trouble.cause ?? {}) as { code?: string };
  return code === "25006" ? new TransientStoreError(trouble.message, { cause: trouble.cause }) : trouble;
}
