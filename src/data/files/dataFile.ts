import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { DataError } from "../dataError.ts";

/** Why a file or folder could not be read, by the system's error code. */
const reasons: { readonly [code: string]: string } = {
  ENOENT: "there is no such file",
  ENOTDIR: "what should be its folder is a file",
  EISDIR: "it is a folder",
  EACCES: "reading it is not permitted",
  ELOOP: "its symbolic links go round in a circle",
  ENAMETOOLONG: "its name is longer than the system allows",
};

const MAX_BYTES = 2 ** 31;

/**
 * The bytes of a file, decompressed where they are gzip's (by the magic number 1f 8b, whatever the name).
 * `nextStep` ends the message when there is no such file. Throws DataError.
 */
export function readDataFile(path: string, nextStep: string): Uint8Array {
  refuseEndless(path, nextStep);
  return unpacked(
    orExplain(path, nextStep, () => readFileSync(path)),
    path,
  );
}

/** Bytes that came from somewhere, decompressed where they are gzip's. Throws DataError. */
export function unpacked(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw new DataError(`${path}: it decompresses to more than 2 GiB`);
    throw new DataError(`${path}: its gzip compression is damaged (${code ?? "unknown"}); get the file anew`);
  }
}

/** A device, such as /dev/zero or a terminal, may never end; a pipe does. Throws DataError. */
function refuseEndless(path: string, nextStep: string): void {
  const found = orExplain(path, nextStep, () => statSync(path));
  if (!found.isFile() && !found.isFIFO() && !found.isDirectory()) throw new DataError(`${path}: it is a device, and no file; ${nextStep}`);
}

/** The names of the files in a folder, sorted. Throws DataError. */
export function listFolder(path: string): string[] {
  const entries = orExplain(path, "name a folder of IDX files", () => readdirSync(path, { withFileTypes: true }));
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Where a file is, plain or with .gz; the plain path if it is nowhere. */
export function plainOrGzip(path: string): string {
  return !existsSync(path) && existsSync(`${path}.gz`) ? `${path}.gz` : path;
}

function orExplain<T>(path: string, nextStep: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new DataError(`${path}: ${reasons[code] ?? `it cannot be read (${code})`}; ${nextStep}`);
  }
}
