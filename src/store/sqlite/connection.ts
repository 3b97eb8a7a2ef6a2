import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { LostStoreError, NoStoreError, TransientStoreError } from "#experiment";
import { hasNews } from "./beside.ts";
import { explaining } from "./explaining.ts";
import { refuseNoName } from "./fileName.ts";
import { FilePlace, keepElsewhere, type Loss } from "./filePlace.ts";
import { migrate, readOlder, versionOf } from "./migrations.ts";
import { IN_MEMORY, isSound, type OpenFile, openToRead, openToWrite } from "./openFile.ts";
import { addSums } from "./sums.ts";

const INCREMENTAL = 2;

export type Row = Record<string, string | number | null>;

/** An open file, with statements that are prepared once, and transactions. Errors of SQLite are thrown as sentences that name the file. */
export class Connection {
  readonly file: string;
  readonly #database: DatabaseSync;
  /** See OpenFile. */
  readonly #check: () => void;
  readonly #statements = new Map<string, StatementSync>();
  /** Whether commits wait for the disk. */
  #waits = true;
  /** Of a file that is written to. */
  #place: FilePlace | undefined;
  #isAbandoned = false;

  private constructor(file: string, { database, check }: OpenFile) {
    this.file = file;
    this.#database = database;
    this.#check = check;
  }

  /** Opens a file, made if it is missing, and brings it to the newest version. */
  static toWrite(file: string): Connection {
    if (file !== IN_MEMORY) refuseNoName(file);
    const connection = Connection.#open(
      file,
      () => ({ database: openToWrite(file), check() {} }),
      (database) => {
        // before the first table, so that what is removed makes the file smaller
        database.exec("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
        migrate(database, file);
      },
    );
    if (file !== IN_MEMORY) connection.#place = new FilePlace(file, () => connection.#goesOn());
    return connection;
  }

  /** Opens a file that is there, and writes nothing, whatever its version. */
  static toRead(file: string): Connection {
    if (file !== IN_MEMORY) refuseNoName(file);
    if (file !== IN_MEMORY && existsSync(dirname(file)) && !existsSync(file) && !hasNews(file))
      throw new NoStoreError(
        `store: ${file} cannot be opened: there is no such file; run something that is kept there first, or name another with --store`,
      );
    return Connection.#open(
      file,
      () => openToRead(file),
      (database) => {
        if (versionOf(database) === 0) throw new NoStoreError(`store: ${file} is empty: nothing has been run with it`);
        readOlder(database, file);
      },
    );
  }

  static #open(file: string, open: () => OpenFile, begin: (database: DatabaseSync) => void): Connection {
    return explaining(file, () => {
      const opened = open();
      addSums(opened.database);
      try {
        begin(opened.database);
      } catch (error) {
        opened.database.close();
        throw error;
      }
      return new Connection(file, opened);
    });
  }

  /** One statement; gives how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return explaining(this.file, () => Number(this.#statement(sql).run(...values).changes));
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#read(() => this.#statement(sql).all(...values)) as Row[];
  }

  first(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#read(() => this.#statement(sql).get(...values)) as Row | undefined;
  }

  /** The first row of some numbers, `floats`, with their `sum`. */
  floats(sql: string, ...values: SQLInputValue[]): { readonly floats: Uint8Array; readonly sum: number | null } | undefined {
    return this.#read(() => this.#statement(sql).get(...values)) as { floats: Uint8Array; sum: number | null } | undefined;
  }

  #read<T>(work: () => T): T {
    return explaining(this.file, () => {
      try {
        return work();
      } finally {
        this.#check(); // also where it looks damaged: perhaps only since it was changed meanwhile
      }
    });
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

  /** Whether the file, read anew, is the same store, whole, and with what was written here last: not where another program wrote into it. */
  #goesOn(): boolean {
    try {
      const { database } = openToRead(this.file);
      try {
        const asked = "SELECT id, revision FROM store";
        const [now, own] = [database.prepare(asked).get(), this.first(asked)];
        return isSound(database) && now?.["id"] === own?.["id"] && Number(now?.["revision"]) >= Number(own?.["revision"]);
      } finally {
        database.close();
      }
    } catch {
      return false;
    }
  }

  #transaction<T>(mode: "IMMEDIATE" | "DEFERRED", waits: boolean, work: () => T): T {
    return explaining(this.file, () => {
      const database = this.#database;
      if (mode === "IMMEDIATE" && this.#place?.isWrittenOver)
        throw new LostStoreError(`store: ${this.file} was written over by another program while this ran`);
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

  /** Gives the room of what was removed back to the disk; not while others write, nor where there is no room for it. */
  shrink(): void {
    const isIncremental = this.first("PRAGMA auto_vacuum")?.["auto_vacuum"] === INCREMENTAL;
    try {
      // a store from before is written anew, once
      explaining(this.file, () => this.#database.exec(isIncremental ? "PRAGMA incremental_vacuum" : "VACUUM"));
      explaining(this.file, () => this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
    } catch (error) {
      if (!(error instanceof TransientStoreError)) throw error; // what comes next is written into that room
    }
  }

  /** Of the file and what lies beside it. */
  get bytes(): number {
    return ["", "-wal"].reduce((sum, ending) => sum + (statSync(`${this.file}${ending}`, { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  get isOpen(): boolean {
    return this.#database.isOpen && !this.#isAbandoned;
  }

  /** What has become of the file since it was opened. */
  get loss(): Loss | undefined {
    return this.#place?.loss;
  }

  /** Throws LostStoreError where the file is not there any more; what it held is kept beside it then. */
  close(): void {
    if (!this.isOpen) return;
    const { loss } = this;
    if (loss) this.#isAbandoned = true;
    if (this.#place && loss) throw keepElsewhere(this.#database, this.#place, loss);
    explaining(this.file, () => this.#database.close());
  }
}
