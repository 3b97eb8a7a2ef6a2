import { dirname } from "node:path";
import { type LoadedTable, type TableSource, tableFrom } from "../csvDataset.ts";
import { testSibling } from "../csvSiblings.ts";
import type { ImageDataset } from "../imageDataset.ts";
import type { TableOptions } from "../tableOptions.ts";
import { listFolder, readDataFile } from "./dataFile.ts";

const disk: TableSource = {
  read: (path) => readDataFile(path, "name a .csv file"),
  beside: (path) => listFolder(dirname(path)),
};

/** Loads a table; see tableFrom. Throws DataError. */
export const loadCsv = (path: string, options: TableOptions = {}): ImageDataset => readTable(path, options).data;

/** Loads a table, and gives what was read beside what was made of it. Throws DataError. */
export const readTable = (path: string, options: TableOptions = {}): LoadedTable => tableFrom(disk, path, options);

/** The file with the test part that lies beside a table, if there is one. */
export const testFileOf = (path: string): string | undefined => testSibling(path, disk.beside(path));
