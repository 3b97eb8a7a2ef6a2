/** What loads data, with its arguments looked at first: an option that is not known, or a path that is none, is refused with a sentence. */

import * as data from "#data";
import * as files from "#data/files";
import { checkNames, isPlain, shown } from "#engine";
import { told } from "../optionNames.ts";
import { type PathOrUrl, pathOf } from "./pathOf.ts";

const tables = data.tableOptions.map(({ name }) => name);
const limits = data.limitOptions.map(({ name }) => name);

function checkPath(name: string, value: unknown, example: string): void {
  if (typeof value !== "string" || !value) throw new data.DataError(`${name}: ${shown(value)} is no ${example}`);
}

/** Loads `mnist`, `fashion-mnist`, a folder of IDX files or a table (.csv, .tsv, .txt, .data). Throws DataError, in one sentence. */
export function loadDataset(name: PathOrUrl, options: files.DatasetOptions = {}): data.ImageDataset {
  checkPath("loadDataset", pathOf(name), 'name of a data set or path, such as "mnist" or "file.csv"');
  checkNames("loadDataset", options, ["dataDir", ...tables]);
  return told(() => files.loadDataset(pathOf(name), options));
}

/** Loads a table; `notes` says how it was read, and what is to be known. Throws DataError. */
export function loadCsv(path: PathOrUrl, options: data.TableOptions = {}): data.ImageDataset {
  checkPath("loadCsv", pathOf(path), 'path of a table, such as "file.csv"');
  checkNames("loadCsv", options, tables);
  return told(() => files.loadCsv(pathOf(path), options));
}

/** Loads a folder of IDX files. Throws DataError. */
export function loadIdxFolder(folder: PathOrUrl): data.ImageDataset {
  checkPath("loadIdxFolder", pathOf(folder), "path of a folder");
  return told(() => files.loadIdxFolder(pathOf(folder)));
}

/** Loads MNIST, from a folder of its four files or from its package. Throws DataError. */
export function loadMnist(folder?: PathOrUrl): data.ImageDataset {
  if (folder === undefined) return files.loadMnist();
  checkPath("loadMnist", pathOf(folder), "path of a folder");
  return told(() => files.loadMnist(pathOf(folder)));
}

/** The data with some training examples only, and with wrong labels among them: see `TrainingLimits`. Throws DataError. */
export function limitTraining(given: data.ImageDataset, limitations: data.TrainingLimits): data.ImageDataset {
  data.checkDataset(given);
  checkNames("limitTraining", limitations, limits);
  return data.limitTraining(isPlain(given) ? given : data.readOnce(given), limitations);
}
