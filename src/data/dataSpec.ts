import type { ImageDataset } from "./imageDataset.ts";

/** What data a run has: which files, how they are read, and what is made of them. The fields are those of an experiment. */
export interface DataSpec {
  /** `mnist`, `fashion-mnist`, a folder of IDX files or a table. */
  readonly dataset: string;
  /** The folder of a named data set's files. */
  readonly dataDir?: string;
  /** Only so many training examples, drawn. */
  readonly trainExamples?: number;
  /** The share of the training labels that become another class, drawn. */
  readonly labelNoise?: number;
  /** Of these draws. */
  readonly dataSeed?: number;
}

/** Gives the data of a spec, each the same object every time. */
export type DataLoader = (spec: DataSpec) => ImageDataset;

const optional = ["dataDir", "trainExamples", "labelNoise", "dataSeed"] as const satisfies readonly (keyof DataSpec)[];

/** The data of a configuration: those of its fields that are given. */
export function dataSpecOf(fields: Readonly<Record<string, unknown>>, dataset: string): DataSpec {
  const given = optional.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]]));
  return { dataset, ...Object.fromEntries(given) };
}
