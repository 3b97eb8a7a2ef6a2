import { existsSync } from "node:fs";
import { argv } from "node:process";
import { datasetNames } from "#data";
import { namedModel } from "#nn";
import { isRange, listedValues } from "./listedValues.ts";
import { commandOf } from "./storeOptions.ts";

interface Field {
  readonly name: string;
  readonly isNumber?: boolean;
  parse(text: string): unknown;
}

/** Names of files may have commas: a text is a list of models or data sets only where each part is plainly one, and the whole no file. */
const isPlainly: { readonly [field in "model" | "dataset"]: (text: string) => boolean } = {
  model: (text) => text.endsWith(".json") || isModel(text),
  dataset: (text) => (datasetNames as readonly string[]).includes(text) || existsSync(text),
};

function isModel(text: string): boolean {
  try {
    return namedModel(text) !== undefined;
  } catch {
    return false;
  }
}

/**
 * `droplab sweep takes lists: droplab sweep --dropout 0,0.4`, where a text is several values of a field that takes one here; else undefined.
 */
export function takesLists(text: string, { name, isNumber, parse }: Field, words: readonly string[] = argv.slice(2)): string | undefined {
  if (!isSeveral()) return undefined;
  const [command, ...rest] = words;
  return `droplab sweep takes lists${command === "run" ? `: ${commandOf(["sweep", ...rest])}` : ""}`;

  function isSeveral(): boolean {
    if (isNumber && isRange(text)) return true;
    const listed = listedValues(text) ?? [];
    if (listed.length < 2) return false;
    if (name === "model" || name === "dataset") return !existsSync(text) && listed.every(isPlainly[name]);
    return parse(text) === undefined && listed.every((one) => parse(one) !== undefined);
  }
}
