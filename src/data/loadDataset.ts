import { statSync } from "node:fs";
import { loadCsv } from "./csvDataset.ts";
import { quoted } from "./csvLabels.ts";
import { isCsv } from "./csvSplit.ts";
import { DataError } from "./dataError.ts";
import { loadFashionMnist } from "./fashionMnist.ts";
import { loadIdxFolder } from "./idxFolder.ts";
import type { ImageDataset } from "./imageDataset.ts";
import { loadMnist } from "./mnist.ts";

/** The data sets that have a name; each loads from a folder, or from where its package put it. */
const named = { mnist: loadMnist, "fashion-mnist": loadFashionMnist } as const;
export type DatasetName = keyof typeof named;
export const datasetNames = Object.keys(named) as DatasetName[];

export interface DatasetOptions {
  /** The folder of a named data set's files. */
  readonly dataDir?: string | undefined;
}

/** Loads `mnist`, `fashion-mnist`, a folder of IDX files or a .csv file. Throws DataError, in one sentence. */
export function loadDataset(name: string, { dataDir }: DatasetOptions = {}): ImageDataset {
  const load = datasetNames.includes(name as DatasetName) ? named[name as DatasetName] : undefined;
  if (load) return load(dataDir);
  if (dataDir !== undefined)
    throw new DataError(`dataset: --data-dir goes with ${datasetNames.join(" and ")}, but ${quoted(name)} is itself a path; leave it out`);
  const kind = kindOf(name);
  if (kind === "folder") return loadIdxFolder(name);
  if (isCsv(name) && kind !== "nothing") return loadCsv(name);
  const why = kind === "nothing" ? "; there is no such file or folder" : "";
  throw new DataError(`dataset: ${quoted(name)} is not ${datasetNames.join(", ")}, a folder of IDX files or a .csv file${why}`);
}

function kindOf(path: string): "folder" | "file" | "nothing" {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return "nothing";
  }
}
