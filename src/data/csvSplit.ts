import { existsSync } from "node:fs";
import { basename } from "node:path";
import { permutation } from "#engine";
import { columnText } from "./csvLabels.ts";
import { type CsvTable, readCsv } from "./csvTable.ts";
import { DataError } from "./dataError.ts";

/** The seed of the order in which rows are split: the same file always splits alike. */
const SPLIT_SEED = 1;

/** Rows without their labels, [row][feature], and their labels. */
export interface Part {
  readonly rows: readonly Float64Array[];
  readonly labels: Uint8Array;
}

export interface Split {
  readonly train: Part;
  readonly test: Part;
  /** So many of the first rows of `train` are held out. */
  readonly heldOut: number;
}

/** A path that ends in .csv or .csv.gz. */
export const isCsv = (path: string) => /\.csv(\.gz)?$/i.test(path);

/** `x_test.csv` and `x-test.csv` of `x.csv` or `x_train.csv`; `test.csv` of `train.csv`. */
function testNames(path: string): string[] {
  const name = basename(path).replace(/\.csv(\.gz)?$/i, "");
  if (name.toLowerCase() === "train") return ["test.csv"];
  const stem = name.replace(/[_-]train$/i, "");
  return [`${stem}_test.csv`, `${stem}-test.csv`];
}

/** The file with the test part that lies beside a CSV file, if there is one. */
export function testSibling(path: string): string | undefined {
  const folder = path.slice(0, path.length - basename(path).length);
  return testNames(path)
    .flatMap((name) => [`${folder}${name}`, `${folder}${name}.gz`])
    .find((sibling) => sibling !== path && existsSync(sibling));
}

/** Reads the test part, which must have the columns of the training part. Throws DataError. */
export function readTestTable(path: string, table: CsvTable, labelColumn: number): CsvTable {
  const test = readCsv(path, [labelColumn]);
  const instead = `take it away, and a part of ${table.path} is the test part`;
  if (test.columns !== table.columns)
    throw new DataError(`${path}: it has ${test.columns} columns, ${table.path} has ${table.columns}; ${instead}`);
  const other = test.header && table.header ? test.header.findIndex((name, column) => name !== table.header?.[column]) : -1;
  if (other >= 0)
    throw new DataError(
      `${path}: ${columnText(test, other)} is ${columnText(table, other)} in ${table.path}; name them alike, or ${instead}`,
    );
  if (test.rows.length === 0) throw new DataError(`${path}: it holds no rows but the header; ${instead}`);
  return test;
}

/**
 * Shuffles the rows with a fixed seed and splits them: without a test part of its own a sixth is the test part; a sixth of the
 * rest is held out. `notes` gets what was decided.
 */
export function splitRows(path: string, rows: Part, ownTest: Part | undefined, notes: string[]): Split {
  const order = permutation(rows.rows.length, SPLIT_SEED, 0);
  const tested = ownTest ? 0 : Math.floor(order.length / 6);
  const test = ownTest ?? pick(rows, order.subarray(0, tested));
  const train = pick(rows, order.subarray(tested));
  const heldOut = Math.floor(train.rows.length / 6);
  notes.push(
    ownTest
      ? `the test part is ${basename(path)}, ${test.rows.length} rows`
      : `the test part is ${tested} of ${order.length} rows, drawn with a fixed seed; a file ${testNames(path)[0]} beside it would be taken instead`,
    `${heldOut} of the ${train.rows.length} rows for training are held out, drawn with a fixed seed`,
  );
  return { train, test, heldOut };
}

function pick({ rows, labels }: Part, order: Int32Array): Part {
  return {
    rows: Array.from(order, (n) => rows[n] as Float64Array),
    labels: Uint8Array.from(order, (n) => labels[n] as number),
  };
}
