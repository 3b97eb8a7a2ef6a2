import { closeSync, openSync, readSync, statSync } from "node:fs";

/**
 * The first and the last bytes of a file that would be lost if another took its place; undefined of one that is empty, no plain file, not
 * there, or not to be read.
 */
export function endsOf(file: string, length: number): readonly [first: Uint8Array, last: Uint8Array] | undefined {
  let descriptor: number | undefined;
  try {
    const found = statSync(file);
    if (!found.isFile() || found.size === 0) return undefined;
    const opened = openSync(file, "r");
    descriptor = opened;
    const bytesFrom = (position: number) => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(opened, bytes, 0, length, position));
    };
    return [bytesFrom(0), bytesFrom(Math.max(0, found.size - length))];
  } catch {
    return undefined; // whoever writes it is told why
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The first of them. */
export const beginningOf = (file: string, length: number): Uint8Array | undefined => endsOf(file, length)?.[0];
