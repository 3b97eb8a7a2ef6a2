import { rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, parse, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { LostStoreError } from "#experiment";

/** What has become of a file that was open, as a part of a sentence. */
export type Loss = "was removed" | "was replaced by another file" | "was written over by another program";

/** Which file a name stood for when it was opened: an open file goes on without its name, and nobody else sees what is written to it then. */
export class FilePlace {
  readonly file: string;
  readonly #own: string | undefined;
  /** How large it was when it was looked at last. */
  #size: bigint;
  #isWrittenOver = false;
  /** Whether a file that has become smaller is still a store that goes on from what it was: droplab's own removing makes it smaller, too. */
  readonly #isWhole: () => boolean;
  /** The files that SQLite has beside it, by their names. */
  readonly #beside: ReadonlyMap<string, string | undefined>;

  constructor(file: string, isWhole: () => boolean) {
    this.file = resolve(file);
    this.#own = identityOf(this.file);
    this.#size = sizeOf(this.file) ?? 0n;
    this.#isWhole = isWhole;
    this.#beside = new Map(["-wal", "-shm"].map((ending) => [`${this.file}${ending}`, identityOf(`${this.file}${ending}`)]));
  }

  get loss(): Loss | undefined {
    const now = identityOf(this.file);
    if (now === undefined) return "was removed";
    if (now !== this.#own) return "was replaced by another file";
    return this.isWrittenOver ? "was written over by another program" : undefined;
  }

  /**
   * Whether another program has put something else into the file, as `cp backup.db droplab.db` does. To be asked before each write: what is
   * written would lie among what is there now, and hide it.
   */
  get isWrittenOver(): boolean {
    const size = sizeOf(this.file) ?? this.#size;
    if (size < this.#size && !this.#isWrittenOver) this.#isWrittenOver = !this.#isWhole();
    this.#size = size;
    return this.#isWrittenOver;
  }

  /** SQLite would take what lies beside the name for a part of the file that has the name now. */
  clearBeside(): void {
    for (const [name, own] of this.#beside) if (own !== undefined && identityOf(name) === own) rmSync(name, { force: true });
  }
}

const sizeOf = (file: string): bigint | undefined => statSync(file, { bigint: true, throwIfNoEntry: false })?.size;

/** Which file a name stands for now. */
export function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}

/** Databases that are lost: to close one would remove, by their names, the files beside the one that is there now. */
const abandoned: DatabaseSync[] = [];

/** Writes all that a lost file held into a new one beside its name, or where that cannot be, among temporary files; gives what to say. */
export function keepElsewhere(database: DatabaseSync, place: FilePlace, loss: Loss): LostStoreError {
  abandoned.push(database);
  const { dir, name, ext } = parse(place.file);
  let why: unknown;
  for (const folder of [dir, tmpdir()])
    try {
      const kept = keptIn(database, folder, (count) => `${name}.kept${count > 1 ? `-${count}` : ""}${ext}`);
      if (!place.isWrittenOver) place.clearBeside();
      const next = loss === "was removed" ? `move that to ${place.file} and` : `name that with --store and`;
      return new LostStoreError(
        `store: ${place.file} ${loss} while this ran; ${place.isWrittenOver ? "what is left of it" : "what it held and what was made since"} is in ${kept}: ${next} type the command again to go on`,
      );
    } catch (error) {
      why = error;
    }
  return new LostStoreError(
    `store: ${place.file} ${loss} while this ran, and what was made since could not be kept: ${(why as Error).message}; type the command again to make it anew`,
    { cause: why },
  );
}

/** The first name that is free; SQLite writes over nothing. */
function keptIn(database: DatabaseSync, folder: string, nameOf: (count: number) => string): string {
  let count = 1;
  while (statSync(join(folder, nameOf(count)), { throwIfNoEntry: false })) count++;
  const file = join(folder, nameOf(count));
  try {
    database.prepare("VACUUM INTO ?").run(file);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
  return file;
}
