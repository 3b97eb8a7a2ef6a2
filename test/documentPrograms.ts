import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "vitest";
import { fusedWidths } from "./devices.ts";

export const root = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);
export const read = (file: string) => readFileSync(`${root}/${file}`, "utf8");

/** What a program prints. */
export async function output(file: string): Promise<string> {
  return (await run(process.execPath, [file], { cwd: root })).stdout;
}

/** The digits are the same where multiply-adds are fused; elsewhere only the words are. */
export function expectPrinted(printed: string, documented: string): void {
  const words = (text: string) => text.replace(/\d+(\.\d+)?/g, "#").replace(/ +/g, " ");
  if (fusedWidths.length) expect(printed).toBe(documented);
  else expect(words(printed)).toBe(words(documented));
}

/** An example of the page: its file, and what the page says that it prints. */
export type Example = readonly [string, string];

/** Those that train for long: npm run soak:slow runs them. */
const long = ["maxNormAllowsBiggerLearningRates", "dropoutAgainstWrongLabels", "softWeightSharing", "classicEqualsInverted"];

export const examplesPage = read("examples/README.md");
export const examples = [...examplesPage.matchAll(/```console\n\$ npx node (examples\/\w+\.ts)\n([^`]*)```/g)].map(([, file, text]) => [
  file,
  text,
]) as unknown as Example[];
export const isLong = ([file]: Example): boolean => long.some((name) => file === `examples/${name}.ts`);
