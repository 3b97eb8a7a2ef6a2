import { toNumber } from "./cellNumber.ts";
import type { CsvColumn } from "./csvColumn.ts";
import { bareName, labelNames } from "./csvHeader.ts";
import { DataError } from "./dataError.ts";
import { quoted } from "./quotedText.ts";

/** So many rows tell another format. */
const ROWS_OF_FORM = 20;

/** Lines that are of another format, though they have equally many cells, are no table. Throws DataError. */
export function refuseForeignFormat(columns: readonly CsvColumn[], path: string, lines: readonly number[]): void {
  refuseTitle(columns, path, lines);
  refuseTypes(columns, path, lines);
  refusePairs(columns, path);
  refuseNamedValues(columns, path);
  refuseBrackets(columns, path);
}

const all = (column: CsvColumn | undefined, form: RegExp) => column?.findRow((text) => !form.test(text)) === -1;

/** A word in the first of three cells or more and none in the others is a title, not a header nor a row. */
function refuseTitle([first, ...others]: readonly CsvColumn[], path: string, lines: readonly number[]): void {
  const title = first?.text(0) ?? "";
  // a header may name the labels alone
  if (labelNames.includes(bareName(title))) return;
  if (others.length < 2 || title === "" || !Number.isNaN(toNumber(title)) || others.some((column) => column.text(0) !== "")) return;
  throw new DataError(
    `${path}: line ${lines[0]} has ${quoted(title)} in its first cell and nothing in the others, as a title has; take it out`,
  );
}

/** A second and third line that tell types and roles, as Orange writes them, are no rows. */
function refuseTypes(columns: readonly CsvColumn[], path: string, lines: readonly number[]): void {
  // one column of sizes, S and M, is no table of Orange's
  if (lines.length < 3 || columns.length < 2) return;
  const type = /^(?:discrete|continuous|string|time|d|c|s|t)?$/i;
  const role = /^(?:class|meta|ignore|weight|i|m|w)?$/i;
  // codes of one letter go on below
  const isData = lines.length > 3 && columns.every((column) => type.test(column.text(3)) && column.text(3) !== "");
  if (!isData && columns.every((column) => type.test(column.text(1)) && role.test(column.text(2))))
    throw new DataError(
      `${path}: lines ${lines[1]} and ${lines[2]} tell types and roles of the columns, as Orange writes them; take them out`,
    );
}

const pair = String.raw`[\w.-]+:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
/** One pair, or several behind the name of a group, as Vowpal Wabbit has them. */
const pairsForm = new RegExp(String.raw`^(?:[\w.-]+\s+)?${pair}(?:\s+${pair})*$`, "i");

/** Behind the first column only pairs of index and value whose indices rise, or of name and value. */
function refusePairs([first, ...pairs]: readonly CsvColumn[], path: string): void {
  // a single pair may be a score, a time or a place
  if (pairs.length === 0 || (pairs.length === 1 && pairs[0]?.findRow((text) => /\S\s+\S/.test(text)) === -1)) return;
  const rows = Array.from({ length: Math.min(ROWS_OF_FORM, first?.count ?? 0) }, (_, row) => row);
  const indexOf = (column: CsvColumn, row: number) => Number.parseInt(column.text(row), 10);
  const falls = (row: number) => pairs.some((column, c) => c > 0 && indexOf(column, row) <= indexOf(pairs[c - 1] as CsvColumn, row));
  if (pairs.every((column) => all(column, pairsForm)) && !rows.some(falls))
    throw new DataError(
      `${path}: its lines are pairs of index and value, as LIBSVM writes them; write a table with one column for each index`,
    );
}

/** Each cell with the name of its column. */
function refuseNamedValues(columns: readonly CsvColumn[], path: string): void {
  const nameIn = (text: string) => /^["']?([\p{L}_][\p{L}\p{N}_ .-]*)["']?\s*[=:]/u.exec(text)?.[1];
  const names = columns.map((column) => nameIn(column.text(0)));
  if (new Set(names).size < columns.length || names.includes(undefined)) return;
  if (columns.every((column, c) => column.findRow((text) => nameIn(text) !== names[c]) === -1))
    throw new DataError(
      `${path}: its cells are names with values, as ${quoted(columns[0]?.text(0) ?? "")}; write the names in a header and the values alone`,
    );
}

/** Brackets around each line, as those of a program. */
function refuseBrackets(columns: readonly CsvColumn[], path: string): void {
  const last = columns.findLast((column) => !all(column, /^$/));
  // a cell in brackets of its own is an interval
  const areCells = columns.length > 1 && all(columns[0], /[)\]}]$/);
  if (!areCells && all(columns[0], /^[([{]/) && all(last, /[)\]}];?$/))
    throw new DataError(`${path}: its lines are in brackets, as those of a program; write the values alone`);
}
