import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "#experiment";

/** `drop`: by this, in the header of the file, droplab and other programs know its stores. */
const APPLICATION_ID = 0x64726f70;
const APPLICATION_ID_AT = 68;
const HEADER_BYTES = 72;

/** What every store has had since the first version: those of before have no mark. */
const everyStoreHas: Readonly<Record<string, readonly string[]>> = {
  experiments: ["id", "name", "definition", "command", "created", "updated"],
  members: ["experiment", "position", "trial", "configuration", "repetition"],
  trials: ["number", "id", "dataset", "config", "numerics", "state", "owner", "iteration", "result"],
  evaluations: ["trial", "iteration", "loss", "accuracy", "kernel_norms", "dead_classes"],
  owners: ["number", "host", "pid", "process_start", "machine", "version", "command"],
  events: ["trial", "at", "text"],
};

/** Whose a SQLite file is. */
export type Kind = "empty" | "marked" | "unmarked" | "foreign";

export function kindOf(database: DatabaseSync): Kind {
  const mark = pragma(database, "application_id");
  if (mark === APPLICATION_ID) return "marked";
  const version = pragma(database, "user_version");
  const isEmpty = database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (mark === 0 && isEmpty) return version === 0 ? "empty" : "foreign";
  return mark === 0 && version > 0 && hasItsTables(database) ? "unmarked" : "foreign";
}

function hasItsTables(database: DatabaseSync): boolean {
  const columns = database.prepare("SELECT name FROM pragma_table_info(?)");
  return Object.entries(everyStoreHas).every(([table, names]) => {
    const there = new Set(columns.all(table).map(({ name }) => name));
    return names.every((name) => there.has(name));
  });
}

/** Within a transaction. */
export function mark(database: DatabaseSync): void {
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
}

/** Throws StoreError where the file is another program's. */
export function refuseForeign(database: DatabaseSync, file: string): void {
  if (kindOf(database) === "foreign") throw foreign(file);
}

/**
 * The same by the bytes of the file alone, which SQLite itself might change: it knows only programs that mark their files, and takes one of a single
 * byte for an empty one.
 */
export function refuseMarkedByOthers(file: string): void {
  if (statSync(file).size === 1) throw foreign(file, "no SQLite file");
  const header = headerOf(file);
  if (header && ![0, APPLICATION_ID].includes(header.readUInt32BE(APPLICATION_ID_AT))) throw foreign(file);
}

/** Whether a file has droplab's mark: a store of before, an empty file and another program's have none. */
export const isMarked = (file: string): boolean => headerOf(file)?.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID;

/** Whether a file is SQLite's, whosever it is. Throws what the file system says. */
export const isSqliteFile = (file: string): boolean => headerOf(file) !== undefined;

/** What SQLite's files begin with; undefined of another. */
function headerOf(file: string): Buffer | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(file, "r");
  try {
    return readSync(descriptor, header) === HEADER_BYTES && header.toString("latin1").startsWith("SQLite format 3\0") ? header : undefined;
  } finally {
    closeSync(descriptor);
  }
}

const foreign = (file: string, what = "SQLite without a droplab store") =>
  new StoreError(`store: ${file} is a file of another program (${what}), and was left as it is; name another file with --store`);

function pragma(database: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
