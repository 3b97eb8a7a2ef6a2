import { statSync } from "node:fs";
import { stdout } from "node:process";
import { type Pieces, writeWhole } from "#data/files";
import { shown } from "#engine";
import { reasonOf } from "./reasonOf.ts";
import type { StoreOptions } from "./storeOptions.ts";
import { UsageError } from "./usageError.ts";

/** What comes of a disk and not of the name that was given. */
const ofTheDisk = ["ENOSPC", "EDQUOT", "EIO", "EFBIG", "ENOMEM"];

/** Writes a file that the user named, whole or not at all; `-` is standard output. Throws a sentence. */
export async function writeOutput(file: string, content: string | Uint8Array | Pieces, { store }: StoreOptions): Promise<void> {
  const pieces: Pieces = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
  if (file === "-") {
    // an error ends the process: see watchOutput
    for await (const piece of pieces) await new Promise((resolve) => stdout.write(piece, resolve));
    return;
  }
  if (store !== false && isSame(file, store)) throw new UsageError(`output: ${file} is the store itself; name another file with --output`);
  try {
    await writeWhole(file, pieces);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined || code === undefined) throw error; // of what makes the content
    const sentence = `output: ${file || shown(file)} cannot be written: ${reasonOf(error as NodeJS.ErrnoException)}`;
    if (ofTheDisk.includes(code)) throw new Error(`${sentence}; free some space, or name another file with --output`, { cause: error });
    throw new UsageError(`${sentence}; name another file with --output`);
  }
}

/** Whether two names are of one file. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => statSync(name, { bigint: true, throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
