/** What loads data, with its arguments looked at first: an option that is not known, or a path that is none, is refused with a sentence. */

import * as data from "#data";
import * as files from "#data/files";
import { checkNames, shown } from "#engine";

const tables = data.tableOptions.map(({ name }) => name);
const limits = data.limitOptions.map(({ name }) => name);

function checkPath(name: string, value: unknown, example: string): void {
  if (typeof value !== "string" || !value) throw new data.DataError(`${name}: ${shown(value)} is no ${example}`);
}

/** Loads `mnist`, `fashion-mnist`, a folder of IDX files or a table (.csv, .tsv, .txt, .data). Throws DataError, in one sentence. */
export function loadDataset(name: string, options: files.DatasetOptions = {}): data.ImageDataset {
  checkPath("loadDataset", name, 'name of a data set or path, such as "mnist" or "file.csv"');
  checkNames("loadDataset", options, ["dataDir", ...tables]);
  return files.loadDataset(name, options);
}

/** Loads a table. Throws DataError. */
export function loadCsv(path: string, options: data.TableOptions = {}): data.ImageDataset {
  checkPath("loadCsv", path, 'path of a table, such as "file.csv"');
  checkNames("loadCsv", options, tables);
  return files.loadCsv(path, options);
}

/** Loads a folder of IDX files. Throws DataError. */
export function loadIdxFolder(folder: string): data.ImageDataset {
  checkPath("loadIdxFolder", folder, "path of a folder");
  return files.loadIdxFolder(folder);
}

/** Loads MNIST, from a folder of its four files or from its package. Throws DataError. */
export function loadMnist(folder?: string): data.ImageDataset {
  if (folder !== undefined) checkPath("loadMnist", folder, "path of a folder");
  return files.loadMnist(folder);
}

/** The data with some training examples only, and with wrong labels among them: see `TrainingLimits`. Throws DataError. */
export function limitTraining(given: data.ImageDataset, limitations: data.TrainingLimits): data.ImageDataset {
  data.checkDataset(given);
  checkNames("limitTraining", limitations, limits);
  return data.limitTraining(given, limitations);
}
