import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { packagedMnist } from "#data/files";

const files = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] as const;
type Name = (typeof files)[number];

/** What is done to a file: removed, replaced by another of the four, or its bytes changed. */
type Damage = "removed" | Name | ((bytes: Uint8Array) => Uint8Array);

/** A folder of MNIST in which some files are damaged, until the running test is over. */
export function damagedMnist(damages: { readonly [name in Name]?: Damage }): string {
  const folder = mkdtempSync(join(tmpdir(), "droplab-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of files) {
    const damage = damages[name] ?? name;
    if (damage === "removed") continue;
    if (typeof damage === "string") symlinkSync(join(packagedMnist(), damage), join(folder, name));
    else writeFileSync(join(folder, name), damage(readFileSync(join(packagedMnist(), name))));
  }
  return folder;
}

/** Flips the lowest bit of one byte. */
export const flipBit = (at: number) => (bytes: Uint8Array) => bytes.with(at, (bytes[at] as number) ^ 1);
