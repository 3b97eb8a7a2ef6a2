import { closeSync, openSync } from "node:fs";

/**
 * Makes the file of a store where there is none, with the rights that new files have here: SQLite alone lets no group write, whatever the
 * umask says, and gives the files beside it the same rights.
 */
export function newFile(file: string): void {
  try {
    // one that is there is not opened: to close it again would take SQLite's locks on it
    closeSync(openSync(file, "wx"));
  } catch {
    // it is there, or SQLite says what is wrong with it
  }
}
