import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { DamagedStoreError, StoreError, TransientStoreError } from "#experiment";
import { besideOf, hasNews } from "./beside.ts";
import { primaryCode, resultCodes } from "./explaining.ts";
import { identityOf } from "./filePlace.ts";
import { refuseMounted } from "./mountedAlone.ts";
import { newFile } from "./newFile.ts";
import { isMarked, refuseForeign, refuseMarkedByOthers } from "./recognize.ts";

/** SQLite's name for a database without a file. */
export const IN_MEMORY = ":memory:";

/** How long to wait for another program's lock, in milliseconds. */
const PATIENCE = 5000;

/** What SQLite says where it cannot make or read the files beside. */
const unreadableAsItIs = new Set<number | undefined>([resultCodes.cantOpen, resultCodes.readOnly, resultCodes.io, resultCodes.full]);

/** A file that is open to be read. */
export interface OpenFile {
  readonly database: DatabaseSync;
  /** Throws TransientStoreError where what was read last may be of two times. */
  check(): void;
}

/**
 * Files that this process has open, or had: to open one past SQLite and to close it again would take from this process the locks that
 * SQLite has on it.
 */
const openedHere = new Set<string | undefined>();

/** Opens a file, made if it is missing, after a look that leaves it as it is where it is another program's. */
export function openToWrite(file: string): DatabaseSync {
  if (file !== IN_MEMORY) {
    refuseUnreadable(file);
    newFile(file);
    refuseLinked(file);
    refuseMounted(file);
  }
  if (file !== IN_MEMORY && sizeOf(file) > 0 && !openedHere.has(identityOf(file))) {
    refuseMarkedByOthers(file);
    refuseNewsOfAnother(file);
    const { database } = hasNews(file) ? asItIs(file) : unchanging(file);
    try {
      refuseForeign(database, file);
      if (hasNews(file) && !isSound(database)) throw unsound(file);
    } finally {
      database.close();
    }
  }
  const database = new DatabaseSync(file, { timeout: PATIENCE });
  if (file !== IN_MEMORY) openedHere.add(identityOf(file));
  return database;
}

/**
 * Opens a file that is there to read it, also where nothing can be written beside it: SQLite reads a store in write-ahead mode with the help
 * of two more files. Without them it is read as one that does not change, or, where the second file holds what was written last, in a copy.
 */
export function openToRead(file: string): OpenFile {
  refuseUnreadable(file);
  if (existsSync(file)) refuseMarkedByOthers(file);
  if (hasNews(file)) refuseLinked(file);
  if (!openedHere.has(identityOf(file))) {
    refuseNewsOfAnother(file);
    if (sizeOf(file) > 0 && !hasNews(file) && !isMarked(file)) lookWithoutTrace(file);
  }
  let opened: OpenFile;
  try {
    opened = asItIs(file);
  } catch (error) {
    if (!unreadableAsItIs.has(primaryCode(error)) || !existsSync(file)) throw error;
    opened = hasNews(file) ? copied(file) : unchanging(file);
  }
  try {
    refuseForeign(opened.database, file);
  } catch (error) {
    opened.database.close();
    throw error;
  }
  return opened;
}

/** SQLite leaves files beside one of another program that was only looked at. Throws StoreError where it is one. */
function lookWithoutTrace(file: string): void {
  const { database } = unchanging(file);
  try {
    refuseForeign(database, file);
  } finally {
    database.close();
  }
}

function asItIs(file: string): OpenFile {
  return { database: begun(new DatabaseSync(file, { readOnly: true, timeout: PATIENCE })), check() {} };
}

/**
 * What a killed process had not put into its file yet lies beside it. Where another store was put in the place of the file since, SQLite takes
 * the one for the other's. Throws StoreError.
 */
function refuseNewsOfAnother(file: string): void {
  if (!hasNews(file)) return;
  const [own, together] = [storeIn(() => unchanging(file)), storeIn(() => asItIs(file))];
  if (own !== undefined && together !== undefined && own !== together)
    throw new StoreError(
      `store: ${file}-wal is not of ${file} but of a store that lay there before; move ${file}-wal and ${file}-shm away to open ${file} as it is, or put back the file that they are of`,
    );
}

/** What a killed process had not put into its file yet, where the file was moved away: SQLite would remove it with the next store of that name. */
function refuseNewsWithoutFile(file: string): void {
  if (hasNews(file))
    throw new StoreError(
      `store: ${file} is not there, and ${file}-wal is: it holds what was written last to the store that lay here. Move it to that store, under its name (x.db has x.db-wal beside it), or away`,
    );
}

/** Whether SQLite's pages fit together. */
export function isSound(database: DatabaseSync): boolean {
  try {
    return database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"] === "ok";
  } catch {
    return false;
  }
}

/** Refuses a file that is whole without what lies beside it, and not with it. Throws DamagedStoreError. */
export function refuseOtherNews(file: string): void {
  if (file === IN_MEMORY || !existsSync(file) || !hasNews(file)) return;
  const [alone, together] = [unchanging(file), asItIs(file)].map(({ database }) => {
    const sound = isSound(database);
    database.close();
    return sound;
  });
  if (alone && !together) throw unsound(file);
}

/** Why nothing is written to a file that does not fit together with what lies beside it: to close it would put the one into the other. */
function unsound(file: string): DamagedStoreError {
  const { database } = unchanging(file);
  try {
    const beside = `${file}-wal`;
    const what = isSound(database)
      ? `is whole, and ${beside} is of another state of it, as where a copy was put back over a store: move ${beside} and ${file}-shm away to open ${file} as it is, or put back the file that they are of`
      : "is damaged: droplab check names what is; move it away and start anew";
    return new DamagedStoreError(`store: ${file} ${what}; nothing was written`);
  } finally {
    database.close();
  }
}

/** What a store is known by; undefined where that cannot be told. */
function storeIn(open: () => OpenFile): unknown {
  let opened: OpenFile | undefined;
  try {
    opened = open();
    return opened.database.prepare("SELECT id FROM store").get()?.["id"];
  } catch {
    return undefined; // it is older, empty, or nothing that can be read so, which is told elsewhere
  } finally {
    opened?.database.close();
  }
}

/** Nothing is locked and nothing beside it is looked at; whether it really stays is looked at after each question. */
function unchanging(file: string): OpenFile {
  const url = pathToFileURL(resolve(file));
  url.searchParams.set("immutable", "1");
  const before = stateOf(file);
  return {
    database: begun(new DatabaseSync(url, { readOnly: true })),
    check() {
      if (stateOf(file) !== before)
        throw new TransientStoreError(`store: ${file} was written to by another program while it was read; type the command again`);
    },
  };
}

function copied(file: string): OpenFile {
  const folder = mkdtempSync(join(tmpdir(), "droplab-"));
  try {
    const copy = join(folder, basename(file));
    for (const ending of ["", "-wal"]) copyFileSync(besideOf(file, ending), `${copy}${ending}`);
    return { database: begun(new DatabaseSync(copy)), check() {} };
  } finally {
    removeWhenOver(folder);
  }
}

/** An open file needs no name, but on Windows. */
function removeWhenOver(folder: string): void {
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    remove();
  } catch {
    process.once("exit", remove);
  }
}

/** Whether SQLite can read it is known at the first question. */
function begun(database: DatabaseSync): DatabaseSync {
  try {
    database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function refuseUnreadable(file: string): void {
  if (!existsSync(file)) {
    refuseNewsWithoutFile(file);
    return;
  }
  const found = statSync(file);
  if (!found.isFile() && !found.isDirectory())
    throw new StoreError(`store: ${file} is no file, but a pipe or a device; name a file with --store`);
  if (found.isDirectory())
    throw new StoreError(`store: ${file} is a folder; name a file in it with --store, such as ${join(file, "droplab.db")}`);
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw new StoreError(`store: ${file} cannot be read: it is not yours to read; ask its owner, or name another file with --store`);
  }
}

/**
 * What was written last lies beside a file by its name, so who opens it by another name (a hard link, as `cp -l` and some backups make) does not see
 * it, and writes over it: sqlite.org/howtocorrupt.html, "Multiple links to the same file". Throws StoreError.
 */
function refuseLinked(file: string): void {
  const namesOf = (part: string) => statSync(part, { throwIfNoEntry: false })?.nlink ?? 1;
  const linked = ["", "-wal", "-shm"].map((ending) => besideOf(file, ending)).filter((part) => namesOf(part) > 1);
  const [first] = linked;
  if (first === undefined) return;
  const apart = linked.map((part) => `cp -p ${part} ${part}.own && mv ${part}.own ${part}`).join(" && ");
  throw new StoreError(
    `store: ${first} is one file with ${namesOf(first)} names (hard links), by each of which it would lose what is written by the others; while nothing runs, give it a file of its own: ${apart}`,
  );
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

function stateOf(file: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join();
}
