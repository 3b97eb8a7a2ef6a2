/** Thrown where a store cannot be used; the message is a sentence for the user. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  /** Whether trying again later may help: no room, or another program that holds it. */
  readonly passing: boolean;

  constructor(message: string, passing = false, cause?: unknown) {
    super(message, { cause });
    this.passing = passing;
  }
}

interface SqliteError extends Error {
  /** SQLite's result code; its lowest byte is the primary one. */
  readonly errcode?: number;
}

/** What SQLite's primary result codes mean for the user, and whether they may pass. */
const meanings: { readonly [code: number]: readonly [string, boolean] } = {
  5: ["is locked by another program; wait for it to end, or name another file with --store", true],
  8: ["cannot be written: the file or its folder is read-only; make it writable, or name another file with --store", false],
  10: ["cannot be read or written (input/output error); check the disk", true],
  11: ["is damaged, and was left as it is; move it away and start anew, or save what can be saved with `sqlite3 FILE .recover`", false],
  13: ["cannot grow: the disk is full; free some space", true],
  14: ["cannot be opened: its folder is missing or read-only; make the folder, or name another file with --store", false],
  26: ["is not a droplab store (no SQLite file), and was left as it is; name another file with --store", false],
};

/** Runs work on a store; SQLite's errors become sentences that name the file. */
export function explaining<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { errcode } = error as SqliteError;
    if (errcode === undefined) throw error;
    const [meaning, passing] = meanings[errcode & 0xff] ?? [`failed: ${(error as Error).message}`, false];
    throw new StoreError(`store: ${file} ${meaning.replace("FILE", file)}`, passing, error);
  }
}
