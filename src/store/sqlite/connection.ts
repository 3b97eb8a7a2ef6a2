import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { NoStoreError } from "#experiment";
import { explaining } from "./explaining.ts";
import { migrate, readOlder, versionOf } from "./migrations.ts";

/** How long to wait for another program's lock, in milliseconds. */
const PATIENCE = 5000;

export type Row = Record<string, string | number | null>;

/** An open file, with statements that are prepared once, and transactions. Errors of SQLite are thrown as sentences that name the file. */
export class Connection {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Whether commits wait for the disk. */
  #waits = true;

  private constructor(file: string, database: DatabaseSync) {
    this.#file = file;
    this.#database = database;
  }

  /** Opens a file, made if it is missing, and brings it to the newest version. */
  static toWrite(file: string): Connection {
    return Connection.#open(file, false, (database) => {
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
      migrate(database, file);
    });
  }

  /** Opens a file that is there, and writes nothing, whatever its version. */
  static toRead(file: string): Connection {
    if (file !== ":memory:" && existsSync(dirname(file)) && !existsSync(file))
      throw new NoStoreError(
        `store: ${file} cannot be opened: there is no such file; run something that is kept there first, or name another with --store`,
      );
    return Connection.#open(file, true, (database) => {
      if (versionOf(database) === 0) throw new NoStoreError(`store: ${file} is empty: nothing has been run with it`);
      readOlder(database, file);
    });
  }

  static #open(file: string, readOnly: boolean, begin: (database: DatabaseSync) => void): Connection {
    return explaining(file, () => {
      const database = new DatabaseSync(file, { readOnly, timeout: PATIENCE });
      try {
        begin(database);
      } catch (error) {
        database.close();
        throw error;
      }
      return new Connection(file, database);
    });
  }

  /** One statement; gives how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return explaining(this.#file, () => Number(this.#statement(sql).run(...values).changes));
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return explaining(this.#file, () => this.#statement(sql).all(...values)) as Row[];
  }

  first(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return explaining(this.#file, () => this.#statement(sql).get(...values)) as Row | undefined;
  }

  /** The bytes in the one column of the first row. */
  bytes(sql: string, ...values: SQLInputValue[]): Uint8Array | undefined {
    const row = explaining(this.#file, () => this.#statement(sql).get(...values));
    return row && (Object.values(row)[0] as Uint8Array);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#database.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  /** All of it or nothing; it is on the disk when this returns. `work` never waits: another call would fall into its transaction. */
  write<T>(work: () => T): T {
    return this.#transaction("IMMEDIATE", true, work);
  }

  /** The same, without waiting for the disk: the next write that waits takes it along. No process's death loses it. */
  writeSoon<T>(work: () => T): T {
    return this.#transaction("IMMEDIATE", false, work);
  }

  /** Reads what belongs together. */
  read<T>(work: () => T): T {
    return this.#transaction("DEFERRED", this.#waits, work);
  }

  #transaction<T>(mode: "IMMEDIATE" | "DEFERRED", waits: boolean, work: () => T): T {
    return explaining(this.#file, () => {
      const database = this.#database;
      if (waits !== this.#waits) {
        database.exec(`PRAGMA synchronous = ${waits ? "FULL" : "NORMAL"}`);
        this.#waits = waits;
      }
      database.exec(`BEGIN ${mode}`);
      try {
        const value = work();
        database.exec("COMMIT");
        return value;
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      }
    });
  }

  /**
   * The number of this transaction among those that change something: writers come one after the other, so numbers rise with the commits.
   */
  revision(): number {
    return Number(this.first("UPDATE store SET revision = revision + 1 RETURNING revision")?.["revision"]);
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  close(): void {
    if (this.isOpen) explaining(this.#file, () => this.#database.close());
  }
}
