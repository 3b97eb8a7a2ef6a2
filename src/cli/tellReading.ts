import { type Stats, statSync } from "node:fs";
import { inLine } from "#engine";
import { stderr } from "./output.ts";

/** Tables from this size on take seconds to be read, in bytes. */
const LARGE = 20e6;

/** Says that a large file is read, since that takes a while. */
export function tellReading(path: string): void {
  const found = foundAt(path);
  if (found?.isFile() && found.size >= LARGE)
    stderr.write(`droplab: reading ${inLine(path)} (${(found.size / 1e6).toFixed(0)} MB), which takes a while\n`);
}

function foundAt(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // reading it says why
  }
}
