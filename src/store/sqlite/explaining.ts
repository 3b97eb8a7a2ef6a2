import { StoreError, TransientStoreError } from "#experiment";

interface SqliteError extends Error {
  /** SQLite's result code; its lowest byte is the primary one. */
  readonly errcode?: number;
}

/** What SQLite's primary result codes mean for the user, and whether they may pass. */
const meanings: { readonly [code: number]: readonly [sentence: string, kind: typeof StoreError] } = {
  5: ["is locked by another program; wait for it to end, or name another file with --store", TransientStoreError],
  8: ["cannot be written: the file or its folder is read-only; make it writable, or name another file with --store", StoreError],
  10: ["cannot be read or written (input/output error); check the disk", TransientStoreError],
  11: [
    "is damaged, and was left as it is; move it away and start anew, or save what can be saved with `sqlite3 FILE .recover`",
    StoreError,
  ],
  13: ["cannot grow: the disk is full; free some space", TransientStoreError],
  14: ["cannot be opened: its folder is missing or read-only; make the folder, or name another file with --store", StoreError],
  26: ["is not a droplab store (no SQLite file), and was left as it is; name another file with --store", StoreError],
};

/** Runs work on a store; SQLite's errors become sentences that name the file. */
export function explaining<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { errcode } = error as SqliteError;
    if (errcode === undefined) throw error;
    const [meaning, Kind] = meanings[errcode & 0xff] ?? [`failed: ${(error as Error).message}`, StoreError];
    throw new Kind(`store: ${file} ${meaning.replace("FILE", file)}`, { cause: error });
  }
}
