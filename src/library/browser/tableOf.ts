import { DataError, type ImageDataset, type TableOptions, tableFrom, tableOptions } from "#data";
import { checkNames, shown } from "#engine";
import { refuseNoBytes } from "../noBytes.ts";
import { told } from "../optionNames.ts";

/** Reads the bytes of a table (.csv, .tsv, .txt, .data), as loadCsv of the library for Node reads a file; `name` is told in notes. Throws DataError. */
export function tableOf(bytes: Uint8Array, name: string, options: TableOptions = {}): ImageDataset {
  refuseNoBytes("tableOf", bytes);
  if (typeof name !== "string" || !name) throw new DataError(`tableOf: ${shown(name)} is no name of a table, such as "file.csv"`);
  checkNames(
    "tableOf",
    options,
    tableOptions.map((option) => option.name),
  );
  return told(() => tableFrom({ read: () => bytes, beside: () => [] }, name, options).data);
}
