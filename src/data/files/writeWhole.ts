import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Text (UTF-8) or bytes, piece after piece. */
export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file as a whole or not at all: beside its name, and renamed when all of it is on the disk. What is no file of its own (a device, a
 * pipe, a link of either kind) is written through, and so is a file in a folder that takes no new one. Throws the system's error.
 */
export async function writeWhole(file: string, pieces: Pieces): Promise<void> {
  const before = lstatSync(file, { throwIfNoEntry: false });
  const beside = before && !(before.isFile() && before.nlink === 1) ? undefined : openBeside(file, before);
  const descriptor = beside?.descriptor ?? openSync(file, "w");
  try {
    try {
      for await (const piece of pieces) writeFully(descriptor, piece);
      if (beside) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (beside) renameSync(beside.name, file);
  } catch (error) {
    if (beside) rmSync(beside.name, { force: true });
    throw error;
  }
}

/** Writes all of it: on a disk that fills up the system takes a part and says nothing until it is asked for the rest. */
export function writeFully(descriptor: number, piece: string | Uint8Array): void {
  const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** A new file in the same folder, which has the rights of the one that it will replace; undefined where the folder takes none. */
function openBeside(file: string, before: Stats | undefined): { name: string; descriptor: number } | undefined {
  if (before) accessSync(file, constants.W_OK); // what may not be written is not replaced either
  const name = join(dirname(file), `.droplab-${randomBytes(4).toString("hex")}.part`);
  let descriptor: number;
  try {
    descriptor = openSync(name, "wx");
  } catch (error) {
    if (before) return undefined;
    throw error;
  }
  if (before) keepRights(descriptor, before);
  return { name, descriptor };
}

function keepRights(descriptor: number, { mode, uid, gid }: Stats): void {
  try {
    fchownSync(descriptor, uid, gid);
  } catch {
    // only the superuser gives files away; its writer then owns it
  }
  fchmodSync(descriptor, mode & 0o777);
}
