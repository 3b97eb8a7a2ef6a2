import { closeSync, openSync } from "node:fs";

/**
 * Makes the file of a store where there is none, with the rights that new files have here: SQLite alone lets no group write, whatever the
 * umask says, and gives the files beside it the same rights.
 */
export function newFile(file: string): void {
  if (file === "" || file === ":memory:") return;
  try {
    closeSync(openSync(file, "a"));
  } catch {
    // SQLite says what is wrong with it
  }
}
