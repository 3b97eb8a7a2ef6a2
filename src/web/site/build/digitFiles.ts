import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PackagedDigits } from "../../server/packagedDigits.ts";
import { type DigitPart, digitParts } from "../digits/digitParts.ts";

/** The name of each file, with its contents in it: `train-0a1b2c3d4e.bin`. */
export type DigitNames = { readonly [part in DigitPart]: string };

const sources = [
  "../../server/packagedDigits.ts",
  "../digits/crc32.ts",
  "../digits/digitBlocks.ts",
  "../digits/digitParts.ts",
  "../digits/pixelModel.ts",
  "../digits/rangeCoder.ts",
];

/** Makes the files in a folder of `cache`, or finds them there where the same program has made them before. */
export function makeDigitFiles(cache: string): { readonly folder: string; readonly names: DigitNames } {
  const program = createHash("sha256");
  for (const source of sources) program.update(readFileSync(fileURLToPath(new URL(source, import.meta.url))));
  const folder = join(cache, program.digest("hex").slice(0, 16));
  const done = join(folder, "names.json");
  if (!existsSync(done)) {
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const digits = new PackagedDigits();
    const names = digitParts.map((part) => {
      const bytes = Buffer.concat([...digits.file(part)]);
      const name = `${part}-${createHash("sha256").update(bytes).digest("hex").slice(0, 10)}.bin`;
      writeFileSync(join(folder, name), bytes);
      return [part, name];
    });
    writeFileSync(done, JSON.stringify(Object.fromEntries(names)));
  }
  return { folder, names: JSON.parse(readFileSync(done, "utf8")) };
}
