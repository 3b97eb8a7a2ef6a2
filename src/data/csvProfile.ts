import { type NumberFormat, plainFormat, toNumber } from "./cellNumber.ts";
import type { CsvColumn } from "./csvColumn.ts";
import type { CsvTable } from "./csvTable.ts";
import { missingAmong } from "./missingValue.ts";

/** What the cells of a column are. */
export interface ColumnProfile {
  /** `truths` are true and false; `unclear` are numbers whose marks can mean two things. */
  readonly kind: "empty" | "numbers" | "truths" | "words" | "unclear";
  readonly format: NumberFormat;
  readonly isMissing: (text: string) => boolean;
  /** Rows whose value is missing, and whose value is not. */
  readonly missing: number;
  readonly known: number;
  /** How many rows have each value that is not missing. */
  readonly tally: ReadonlyMap<string, number>;
  /** Of the numbers. */
  readonly whole: boolean;
  readonly least: number;
  readonly most: number;
  /** Whether any cell is a word, or beyond float32. */
  readonly hasWords: boolean;
}

const isTruth = (text: string) => /^(?:true|false)$/i.test(text);

/** A cell's number: 1 and 0 for true and false, NaN where it is missing or a word, Infinity where float32 cannot hold it. */
export const numberIn = ({ kind, format }: ColumnProfile, text: string): number =>
  kind === "truths" && isTruth(text) ? Number(text.toLowerCase() === "true") : toNumber(text, format);

/** So many different values at most are codes, of which each word has at least so many rows and such a share of all. */
const [MOST_CODES, CODE_ROWS, CODE_SHARE] = [20, 3, 0.02];

/** Whether numbers with some words, as 1, 2, 3, more, are words all of them: few, and no word a slip. */
function areCodes(tally: ReadonlyMap<string, number>, format: NumberFormat, known: number): boolean {
  const words = [...tally].filter(([text]) => Number.isNaN(toNumber(text, format)));
  return words.length > 0 && tally.size <= MOST_CODES && words.every(([, rows]) => rows >= CODE_ROWS && rows >= CODE_SHARE * known);
}

function profileOf(table: CsvTable, index: number): ColumnProfile {
  const all = table.columns[index]?.tally() ?? new Map<string, number>();
  const given = table.formats[index];
  const format = given ?? plainFormat;
  const isMissing = missingAmong(all.keys());
  const tally = new Map([...all].filter(([text]) => !isMissing(text)));
  let [known, numbers, truths, whole, least, most, unusable] = [0, 0, 0, true, Infinity, -Infinity, 0];
  for (const [text, rows] of tally) {
    known += rows;
    const value = toNumber(text, format);
    if (isTruth(text)) truths += rows;
    if (Number.isNaN(value)) continue;
    numbers += rows;
    if (value === Infinity) unusable += rows;
    else [whole, least, most] = [whole && Number.isInteger(value), Math.min(least, value), Math.max(most, value)];
  }
  const areNumbers = numbers * 2 > known && !areCodes(tally, format, known);
  const kind = known === 0 ? "empty" : given === undefined ? "unclear" : truths === known ? "truths" : areNumbers ? "numbers" : "words";
  const missing = [...all.values()].reduce((sum, rows) => sum + rows, 0) - known;
  return { kind, format, isMissing, missing, known, tally, whole, least, most, hasWords: numbers < known || unusable > 0 };
}

/** A table with what its columns are. */
export interface ProfiledTable {
  readonly table: CsvTable;
  readonly profiles: readonly ColumnProfile[];
}

export const profiled = (table: CsvTable): ProfiledTable => ({
  table,
  profiles: table.columns.map((_, column) => profileOf(table, column)),
});

/** The rows that have a value in each of these columns. */
export function withValues(each: ProfiledTable, columns: readonly number[]): ProfiledTable {
  const { table, profiles } = each;
  const lacks = columns.flatMap((column) => {
    const { missing, isMissing } = profiles[column] as ColumnProfile;
    return missing ? [(table.columns[column] as CsvColumn).map((text) => Number(isMissing(text)))] : [];
  });
  if (lacks.length === 0) return each;
  const rows = [...table.lines.keys()].filter((row) => lacks.every((lack) => !lack[row]));
  const lines = rows.map((row) => table.lines[row] as number);
  return profiled({ ...table, columns: table.columns.map((column) => column.pick(rows)), lines });
}
