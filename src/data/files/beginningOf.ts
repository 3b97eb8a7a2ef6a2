import { closeSync, openSync, readSync, statSync } from "node:fs";

/**
 * The first bytes of a file that would be lost if another took its place; undefined of one that is empty, no plain file, not there, or not
 * to be read.
 */
export function beginningOf(file: string, length: number): Uint8Array | undefined {
  let descriptor: number | undefined;
  try {
    const found = statSync(file);
    if (!found.isFile() || found.size === 0) return undefined;
    descriptor = openSync(file, "r");
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, readSync(descriptor, bytes));
  } catch {
    return undefined; // whoever writes it is told why
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
