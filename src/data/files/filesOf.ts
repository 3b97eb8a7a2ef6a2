import { statSync } from "node:fs";
import { join } from "node:path";
import { fileName } from "../fileName.ts";
import { testFileOf } from "./csvFile.ts";
import { listFolder } from "./dataFile.ts";
import { type DatasetOptions, datasetKind } from "./loadDataset.ts";

/** Where the files of a data set lie, and what it is called without its folder. */
export interface DatasetFiles {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly path: string; readonly bytes: number }[];
}

/** The files that loadDataset reads: a table with its test part, all of a folder; none of a data set that has a name and no folder. Throws DataError. */
export function filesOf(dataset: string, options: Pick<DatasetOptions, "dataDir"> = {}): DatasetFiles {
  const kind = datasetKind(dataset, options);
  if (kind === "table") {
    const paths = [dataset, testFileOf(dataset)].filter((path) => path !== undefined);
    return { name: fileName(dataset), files: paths.map((path) => fileAt(path)) };
  }
  const folder = kind === "folder" ? dataset : options.dataDir;
  if (folder === undefined) return { name: dataset, files: [] };
  const paths = listFolder(folder).map((name) => join(folder, name));
  const files = paths.filter((path) => statSync(path).isFile()).map(fileAt);
  return { name: kind === "named" ? dataset : fileName(folder.replace(/[/\\]+$/, "")), files };
}

const fileAt = (path: string) => ({ name: fileName(path), path, bytes: statSync(path).size });
