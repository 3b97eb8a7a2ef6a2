import type { CsvColumn } from "./csvColumn.ts";
import { DataError } from "./dataError.ts";

/** So many rows tell another format. */
const ROWS_OF_FORM = 20;

/** Lines that are of another format, though they have equally many cells, are no table. Throws DataError. */
export function refuseForeignFormat(columns: readonly CsvColumn[], path: string, lines: readonly number[]): void {
  refuseTypes(columns, path, lines);
  refusePairs(columns, path);
  refuseBrackets(columns, path);
}

const all = (column: CsvColumn | undefined, form: RegExp) => column?.findRow((text) => !form.test(text)) === -1;

/** A second and third line that tell types and roles, as Orange writes them, are no rows. */
function refuseTypes(columns: readonly CsvColumn[], path: string, lines: readonly number[]): void {
  if (lines.length < 3) return;
  const type = /^(?:discrete|continuous|string|time|d|c|s|t)?$/i;
  const role = /^(?:class|meta|ignore|weight|i|m|w)?$/i;
  if (columns.every((column) => type.test(column.text(1)) && role.test(column.text(2))))
    throw new DataError(
      `${path}: lines ${lines[1]} and ${lines[2]} tell types and roles of the columns, as Orange writes them; take them out`,
    );
}

/** Pairs of index and value whose indices rise, as LIBSVM writes them. */
function refusePairs([first, ...pairs]: readonly CsvColumn[], path: string): void {
  if (pairs.length === 0) return;
  const rows = Array.from({ length: Math.min(ROWS_OF_FORM, first?.count ?? 0) }, (_, row) => row);
  const indexOf = (column: CsvColumn, row: number) => Number.parseInt(column.text(row), 10);
  const rises = (row: number) => pairs.every((column, c) => c === 0 || indexOf(column, row) > indexOf(pairs[c - 1] as CsvColumn, row));
  if (pairs.every((column) => all(column, /^\d+:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i)) && rows.every(rises))
    throw new DataError(
      `${path}: its lines are pairs of index and value, as LIBSVM writes them; write a table with one column for each index`,
    );
}

/** Brackets around each line, as those of a program. */
function refuseBrackets(columns: readonly CsvColumn[], path: string): void {
  const last = columns.findLast((column) => !all(column, /^$/));
  if (all(columns[0], /^[([]/) && all(last, /[)\]];?$/))
    throw new DataError(`${path}: its lines are in brackets, as those of a program; write the values alone`);
}
