import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { testNames } from "#data";
import type { ExperimentRecord } from "#experiment";
import type { Source } from "./writeOutput.ts";

/** The files that an experiment was made of, as far as they can be told: its data with their test part, its models, and its own file. */
export function sourcesOf({ definition: { dataset, model, grid, list = [] }, command }: ExperimentRecord): Source[] {
  const names = <T>(...of: readonly (T | undefined)[]) => of.flatMap((one) => one ?? []).filter((one) => typeof one === "string");
  const datasets = names(dataset, ...(grid?.dataset ?? []), ...list.map((one) => one.dataset));
  const models = names(model, ...(grid?.model ?? []), ...list.map((one) => one.model));
  return [
    ...datasets.flatMap((path) => filesIn(path).map((file) => ({ path: file, what: "a file of the data set" }))),
    ...datasets.map((path) => ({ path, what: "the data set" })),
    ...datasets.flatMap((path) => testNames(path).map((test) => ({ path: join(dirname(path), test), what: "the test part of the data" }))),
    ...models.map((path) => ({ path, what: "a model" })),
    ...(command.match(/[^\s'"]+\.(?:json|[mc]?[tj]s)(?=$|[\s'"])/g) ?? []).map((path) => ({ path, what: "a file" })),
  ];
}

/** The files of a folder; none of what is no folder. */
function filesIn(path: string): string[] {
  try {
    return readdirSync(path).map((name) => join(path, name));
  } catch {
    return [];
  }
}
