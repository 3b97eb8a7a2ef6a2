import { readFileSync } from "node:fs";
import { writeWhole } from "#data/files";
import { shown } from "#engine";
import { fileOfNet, readNet, type SavedNet } from "#trained";

/** Writes a net, as JSON where the name ends so; there is never half a net: see writeWhole. */
export async function writeSavedNet(file: string, net: SavedNet): Promise<void> {
  try {
    await writeWhole(file, fileOfNet(net, file));
  } catch (error) {
    throw new Error(`${file}: the net cannot be written there (${(error as NodeJS.ErrnoException).code ?? error})`, { cause: error });
  }
}

/** Reads what `writeSavedNet` or `droplab save` wrote. Throws a sentence for any other file, and for one that is damaged. */
export function readSavedNet(file: string): SavedNet {
  if (typeof file !== "string") throw new TypeError(`file: ${shown(file)} is no path`);
  return readNet(read(file), file);
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
