import { permutation } from "#engine";
import type { CsvColumn } from "./csvColumn.ts";
import type { CsvTable } from "./csvTable.ts";
import { DataError } from "./dataError.ts";
import { areNamedAgain } from "./namedAgain.ts";
import { namesText, quoted } from "./quotedText.ts";
import { DEFAULT_SPLIT_SEED } from "./tableOptions.ts";

/** Rows of a table, by their numbers, and of the table beside it where that is the test part. */
export interface Split {
  /** Held out first, then those that are trained on. */
  readonly train: Int32Array;
  readonly test: Int32Array;
  readonly heldOut: number;
}

/**
 * The test part with its columns in the order of the training part, where both have the same names, each once; or with its names, where it
 * has the same ones in the same places but for what a program appended to those that come again.
 */
export function inOrderOf({ header, path }: CsvTable, test: CsvTable): CsvTable {
  const own = test.header;
  if (!header || !own || own.length !== header.length || own.every((name, column) => name === header[column])) return test;
  if (areNamedAgain(own, header) || areNamedAgain(header, own)) {
    const renamed = own.findIndex((name, column) => name !== header[column]);
    const what = `its names are taken for those of ${path} in the same places, ${quoted(own[renamed] as string)} for ${quoted(header[renamed] as string)}, as names that come again are written`;
    return { ...test, header, notes: [...test.notes, what] };
  }
  if ([own, header].some((names) => new Set(names).size < names.length) || !header.every((name) => own.includes(name))) return test;
  const places = header.map((name) => own.indexOf(name));
  return {
    ...test,
    header,
    places,
    columns: places.map((place) => test.columns[place] as CsvColumn),
    notes: [...test.notes, "its columns stand in another order, and are taken by their names"],
  };
}

/** The test part must have the columns of the training part. Throws DataError. */
export function checkTestTable(test: CsvTable, table: CsvTable): void {
  const { path } = test;
  const instead = `take it away, and a part of ${table.path} is the test part`;
  if (test.columns.length !== table.columns.length)
    throw new DataError(`${path}: it has ${test.columns.length} columns, ${table.path} has ${table.columns.length}; ${instead}`);
  const [own, others] = [test.header ?? [], table.header ?? []];
  if (own.length > 0 && others.length > 0 && own.some((name, column) => name !== others[column])) {
    const missing = others.filter((name) => !own.includes(name));
    const more = own.filter((name) => !others.includes(name));
    const what = missing.length
      ? `it has no ${namesText(missing)}, as ${table.path} has${more.length ? `, and ${namesText(more)} instead` : ""}; name them alike`
      : `its columns stand in another order than those of ${table.path}, and several have one name; put them in one order`;
    throw new DataError(`${path}: ${what}, or ${instead}`);
  }
  if (test.lines.length === 0) throw new DataError(`${path}: it holds no rows but the header; ${instead}`);
}

/**
 * Shuffles `count` rows by a seed and splits them: without a test part of its own, of `ownTest` rows, a share of them, a sixth unless
 * given, is the test part; a sixth of the rest is held out.
 */
export function splitRows(count: number, ownTest: number | undefined, share: number | undefined, seed = DEFAULT_SPLIT_SEED): Split {
  const order = permutation(count, seed, 0);
  if (ownTest !== undefined)
    return { train: order, test: Int32Array.from({ length: ownTest }, (_, row) => row), heldOut: heldOutOf(count) };
  const tested = share === undefined ? Math.floor(count / 6) : Math.max(1, Math.round(share * count));
  return { train: order.subarray(tested), test: order.subarray(0, tested), heldOut: heldOutOf(count - tested) };
}

const heldOutOf = (count: number) => Math.max(1, Math.floor(count / 6));
