import { statSync } from "node:fs";
import process, { stdout } from "node:process";
import { setImmediate as turn } from "node:timers/promises";
import { endsOf, type Pieces, writeWhole } from "#data/files";
import { shown } from "#engine";
import { ENDS, isMadeHere } from "#report";
import { isSqliteFile } from "#store";
import { reasonOf } from "./reasonOf.ts";
import { isSameFile } from "./sameFile.ts";
import type { StoreOptions } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

/** A file that an experiment is made of. */
export interface Source {
  readonly path: string;
  /** `the data set of the experiment` */
  readonly what: string;
}

/** What comes of a disk and not of the name that was given. */
const ofTheDisk = ["ENOSPC", "EDQUOT", "EIO", "EFBIG", "ENOMEM"];

interface OutputOptions extends StoreOptions {
  readonly sources?: readonly Source[];
  /** Which files it may take the place of. */
  readonly replaces?: Replaced;
}

interface Replaced {
  /** `no saved net` */
  readonly notOne: string;
  /** By the first and the last bytes of a file. */
  isOne(first: Uint8Array, last: Uint8Array): boolean;
}

const earlierOutput: Replaced = { notOne: "nothing that droplab report or export wrote", isOne: isMadeHere };

/**
 * Writes a file that the user named, whole or not at all, and over none but what droplab wrote before, and none of `sources`; `-` is
 * standard output. Throws a sentence.
 */
export async function writeOutput(
  file: string,
  content: string | Uint8Array | Pieces,
  { store, sources = [], replaces = earlierOutput }: OutputOptions,
): Promise<void> {
  const pieces: Pieces = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
  if (file === "-") {
    // an error ends the process: see watchOutput
    for await (const piece of pieces) await new Promise((resolve) => stdout.write(piece, resolve));
    return;
  }
  if (store !== false && ["", "-wal", "-shm"].some((part) => isSameFile(file, `${store}${part}`)))
    throw new UsageError(`output: ${file} is the store itself; name another file with --output`);
  const source = sources.find(({ path }) => isSameFile(file, path));
  if (source) throw new UsageError(`output: ${file} is ${source.what}; name another file with --output`);
  if (isDatabase(file))
    throw new UsageError(
      `output: ${file} is an SQLite file, as stores are, and is not written over; remove it, or name another file with --output`,
    );
  const before = endsOf(file, ENDS);
  if (before && !replaces.isOne(...before))
    throw new UsageError(`output: ${file} is there, and is ${replaces.notOne}; remove it, or name another file with --output`);
  const interrupted = interruption();
  try {
    await writeWhole(file, interrupted.within(pieces));
  } catch (error) {
    if (interrupted.exitCode() !== undefined) process.exit(interrupted.exitCode());
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined || code === undefined) throw error; // of what makes the content
    const sentence = `output: ${file || shown(file)} cannot be written: ${reasonOf(error as NodeJS.ErrnoException)}`;
    if (ofTheDisk.includes(code)) throw new Error(`${sentence}; free some space, or name another file with --output`, { cause: error });
    throw new UsageError(`${sentence}; name another file with --output`);
  } finally {
    interrupted.forget();
  }
}

/** What a shell gives a program that a signal ended: 128 and its number. */
const exitCodeOf = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** So often signals are looked for, in milliseconds. */
const LOOK_EVERY_MS = 50;

/** Ends the pieces of a file when a signal comes, so that what is written of it is taken away, and the process then ends. */
function interruption() {
  let exitCode: number | undefined;
  const names = Object.keys(exitCodeOf) as (keyof typeof exitCodeOf)[];
  const onSignal = (name: NodeJS.Signals) => {
    exitCode = exitCodeOf[name as keyof typeof exitCodeOf];
  };
  for (const name of names) process.on(name, onSignal);
  return {
    exitCode: () => exitCode,
    forget: () => {
      for (const name of names) process.off(name, onSignal);
    },
    async *within(pieces: Pieces) {
      let looked = performance.now();
      for await (const piece of pieces) {
        if (performance.now() - looked > LOOK_EVERY_MS) {
          await turn();
          looked = performance.now();
        }
        if (exitCode !== undefined) throw new Error("interrupted");
        yield piece;
      }
    },
  };
}

/** Whether a file is there that may be somebody's store. */
function isDatabase(file: string): boolean {
  try {
    return statSync(file).isFile() && isSqliteFile(file);
  } catch {
    return false; // writing it says why
  }
}
