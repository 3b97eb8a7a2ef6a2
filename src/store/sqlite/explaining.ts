import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DamagedStoreError, StoreError, TransientStoreError } from "#experiment";
import { hasNews } from "./beside.ts";

interface SqliteError extends Error {
  /** SQLite's result code; its lowest byte is the primary one. */
  readonly errcode?: number;
}

/** SQLite's primary result codes that are met here. */
export const resultCodes = { busy: 5, readOnly: 8, io: 10, corrupt: 11, full: 13, cantOpen: 14, notADatabase: 26 } as const;

/** What they mean for the user, and whether they may pass. */
const meanings: { readonly [code: number]: readonly [sentence: string, kind: typeof StoreError] } = {
  [resultCodes.busy]: ["is locked by another program; wait for it to end, or name another file with --store", TransientStoreError],
  [resultCodes.readOnly]: [
    "cannot be written: the file or its folder is read-only; make it writable, or name another file with --store",
    StoreError,
  ],
  [resultCodes.io]: ["cannot be read or written (input/output error); check the disk", TransientStoreError],
  [resultCodes.corrupt]: [
    "is damaged; droplab check names what is; move it away and start anew, or save what can be saved with `sqlite3 FILE .recover` (that of Debian 12 cannot)",
    DamagedStoreError,
  ],
  [resultCodes.full]: ["cannot grow: the disk is full; free some space", TransientStoreError],
  [resultCodes.cantOpen]: ["cannot be opened: its folder is missing; make the folder, or name another file with --store", StoreError],
  [resultCodes.notADatabase]: [
    "is not a droplab store (no SQLite file), and was left as it is; name another file with --store",
    StoreError,
  ],
};

/** Of an error of SQLite. */
export function primaryCode(error: unknown): number | undefined {
  const { errcode } = error as SqliteError;
  return errcode === undefined ? undefined : errcode & 0xff;
}

/** Runs work on a store; SQLite's errors become sentences that name the file. */
export function explaining<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // no number of droplab's is so large
    if ((error as NodeJS.ErrnoException).code === "ERR_OUT_OF_RANGE")
      throw new DamagedStoreError(`store: ${file} ${meanings[resultCodes.corrupt]?.[0].replace("FILE", file)}`, { cause: error });
    const code = primaryCode(error);
    if (code === undefined) throw error;
    const isFull = code === resultCodes.io && isDiskFull(file); // where a file beside it cannot grow
    const isUnwritable = code === resultCodes.cantOpen && statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory();
    const [meaning, Kind] = meanings[isUnwritable ? resultCodes.readOnly : isFull ? resultCodes.full : code] ?? [
      `failed: ${(error as Error).message}`,
      StoreError,
    ];
    const beside = code === resultCodes.corrupt && hasNews(file) ? besideText.replaceAll("FILE", file) : "";
    throw new Kind(`store: ${file} ${beside}${meaning.replace("FILE", file)}`, { cause: error });
  }
}

/** Before that it is damaged. */
const besideText =
  "does not fit FILE-wal, as where a copy was put back over a store (then move FILE-wal and FILE-shm away to open it as it is), or it ";

/** What SQLite has beside a store to read it. */
const LEAST_BYTES = 64 * 1024;

function isDiskFull(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize < LEAST_BYTES;
  } catch {
    return false; // the folder is gone
  }
}
