import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { testNames } from "#data";
import type { ExperimentRecord, StoreReader } from "#experiment";
import type { Source } from "./writeOutput.ts";

/** The files that the experiments of a store were made of, those of which something is written first. */
export async function sourcesIn(store: StoreReader, written: readonly ExperimentRecord[]): Promise<Source[]> {
  const own = new Set(written.map(({ id }) => id));
  const others = (await store.experiments()).filter(({ id }) => !own.has(id));
  return [
    ...written.flatMap((one) => sourcesOf(one, "the experiment")),
    ...others.flatMap((one) => sourcesOf(one, `experiment ${one.id}`)),
  ];
}

/** The files that an experiment was made of, as far as they can be told: its data with their test part, its models, and its own file. */
function sourcesOf({ definition: { dataset, model, grid, list = [] }, command }: ExperimentRecord, of: string): Source[] {
  const names = <T>(...of: readonly (T | undefined)[]) => of.flatMap((one) => one ?? []).filter((one) => typeof one === "string");
  const datasets = names(dataset, ...(grid?.dataset ?? []), ...list.map((one) => one.dataset));
  const models = names(model, ...(grid?.model ?? []), ...list.map((one) => one.model));
  return [
    ...datasets.flatMap((path) => filesIn(path).map((file) => ({ path: file, what: `a file of the data set of ${of}` }))),
    ...datasets.map((path) => ({ path, what: `the data set of ${of}` })),
    ...datasets.flatMap((path) =>
      testNames(path).map((test) => ({ path: join(dirname(path), test), what: `the test part of the data of ${of}` })),
    ),
    ...models.map((path) => ({ path, what: `a model of ${of}` })),
    ...(command.match(/[^\s'"]+\.(?:json|[mc]?[tj]s)(?=$|[\s'"])/g) ?? []).map((path) => ({ path, what: `a file of ${of}` })),
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
