import { readFileSync } from "node:fs";
import { beginningOf, writeWhole } from "#data/files";
import { shown } from "#engine";
import { BEGINNING, fileOfNet, isNetBegun, isSavedText, readNet, type SavedNet } from "#trained";
import { type PathOrUrl, pathOf } from "./pathOf.ts";

/** Writes a net, as JSON where the name ends so; there is never half a net: see writeWhole. A file that is no net stays what it is. */
export async function writeSavedNet(file: string, net: SavedNet): Promise<void> {
  const before = beginningOf(file, BEGINNING);
  if (before && !isNetBegun(before)) throw new Error(`${file}: it is there, and is no saved net; remove it, or give another name`);
  try {
    await writeWhole(file, fileOfNet(net, file));
  } catch (error) {
    throw new Error(`${file}: the net cannot be written there (${(error as NodeJS.ErrnoException).code ?? error})`, { cause: error });
  }
}

/** Reads what `writeSavedNet` or `droplab save` wrote, and gives its name. Throws a sentence for anything else, and for what is damaged. */
export function readSavedNet(source: PathOrUrl | ArrayBuffer | Uint8Array): [net: SavedNet, name: string] {
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return [readNet(new Uint8Array(source), "the net"), "the net"];
  if (typeof source === "string" && isSavedText(source)) return [readNet(new TextEncoder().encode(source.trim()), "the net"), "the net"];
  const file = pathOf(source);
  if (typeof file !== "string") throw new TypeError(`file: ${shown(source)} is no path and no bytes of a saved net`);
  return [readNet(read(file), file), file];
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(
      `${file}: it cannot be read (${(error as NodeJS.ErrnoException).code}); name a file that learner.save or droplab save wrote`,
    );
  }
}
