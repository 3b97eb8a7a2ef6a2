import { existsSync, statSync } from "node:fs";
import { meant } from "#engine";
import { isCsv } from "../csvSiblings.ts";
import { DataError } from "../dataError.ts";
import { type DatasetName, datasetNames } from "../datasetNames.ts";
import type { ImageDataset } from "../imageDataset.ts";
import { quoted } from "../quotedText.ts";
import { type TableOptions, tableOptions } from "../tableOptions.ts";
import { loadCsv } from "./csvFile.ts";
import { loadFashionMnist } from "./fashionMnist.ts";
import { loadIdxFolder } from "./idxFolder.ts";
import { loadMnist } from "./mnist.ts";

/** Each loads from a folder, or from where its package put it. */
const named: { readonly [name in DatasetName]: (folder?: string) => ImageDataset } = {
  mnist: loadMnist,
  "fashion-mnist": loadFashionMnist,
};

export interface DatasetOptions extends TableOptions {
  /** The folder of a named data set's files. */
  readonly dataDir?: string | undefined;
}

/** What a name of a data set means. */
export type DatasetKind = "named" | "folder" | "table";

/** Loads `mnist`, `fashion-mnist`, a folder of IDX files or a table (.csv, .tsv, .txt, .data). Throws DataError, in one sentence. */
export function loadDataset(name: string, options: DatasetOptions = {}): ImageDataset {
  const kind = datasetKind(name, options);
  if (kind === "named") return named[name as DatasetName](options.dataDir);
  return kind === "folder" ? loadIdxFolder(name) : loadCsv(name, options);
}

/** What a name means, and whether the options go with it. Throws DataError. */
export function datasetKind(name: string, options: DatasetOptions): DatasetKind {
  const { dataDir } = options;
  const isNamed = datasetNames.includes(name as DatasetName);
  if (!isNamed && dataDir !== undefined)
    throw new DataError(`dataset: --data-dir goes with ${datasetNames.join(" and ")}, but ${quoted(name)} is itself a path; leave it out`);
  const found = isNamed ? "named" : kindOf(name);
  if (isNamed || found === "folder") {
    const given = tableOptions.find((option) => options[option.name] !== undefined);
    if (given) throw new DataError(`${given.name}: it goes with a table, and ${quoted(name)} holds images; leave it out`);
    return isNamed ? "named" : "folder";
  }
  if (isCsv(name) && found !== "nothing") return "table";
  const why = found === "nothing" ? `; ${nearOf(name) ?? "there is no such file or folder"}` : "";
  throw new DataError(
    `dataset: ${quoted(name)} is not ${datasetNames.join(", ")}, a folder of IDX files or a table (.csv, .tsv, .txt or .data)${why}`,
  );
}

/** What else they are called. */
const otherNames = { fashion: "fashion-mnist", fmnist: "fashion-mnist", digits: "mnist" };

/** What was meant: a data set by its name, or a table whose ending was left out. */
function nearOf(name: string): string | undefined {
  const table = [".csv", ".tsv", ".txt", ".data"].map((ending) => name + ending).find(existsSync);
  const near = table ?? (/[./\\]/.test(name) ? undefined : meant(name, datasetNames, otherNames));
  return near && `did you mean ${near}?`;
}

function kindOf(path: string): "folder" | "file" | "nothing" {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return "nothing";
  }
}
