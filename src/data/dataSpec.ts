import type { ImageDataset } from "./imageDataset.ts";
import { limitOptions, type TrainingLimits } from "./limitTraining.ts";
import { type TableOptions, tableOptions } from "./tableOptions.ts";

/** What data a run has: which files, how they are read, and what is made of them. The fields are those of an experiment. */
export interface DataSpec extends TableOptions, TrainingLimits {
  /** `mnist`, `fashion-mnist`, a folder of IDX files or a table. */
  readonly dataset: string;
  /** The folder of a named data set's files. */
  readonly dataDir?: string | undefined;
}

/** Gives the data of a spec, each the same object every time. */
export type DataLoader = (spec: DataSpec) => ImageDataset;

/** The options that make a spec beside the files, for command lines, experiment files and pages. */
export const dataOptions = [...tableOptions, ...limitOptions];

/** The data of a configuration: those of its fields that are given. */
export function dataSpecOf(fields: object, dataset: string): DataSpec {
  const names = ["dataDir", ...dataOptions.map(({ name }) => name)];
  const given = Object.entries(fields).filter(([name, value]) => names.includes(name) && value !== undefined);
  return { dataset, ...Object.fromEntries(given) };
}
