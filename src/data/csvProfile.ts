import { type NumberFormat, plainFormat, toNumber } from "./cellNumber.ts";
import type { CsvColumn } from "./csvColumn.ts";
import type { CsvTable } from "./csvTable.ts";
import { type MissingRules, missingBy, missingRules } from "./missingValue.ts";
import { numberFormats } from "./numberFormats.ts";

/** What the cells of a column are. */
export interface ColumnProfile {
  /** `truths` are true and false; `unclear` are numbers whose marks can mean two things. */
  readonly kind: "empty" | "numbers" | "truths" | "words" | "unclear";
  readonly format: NumberFormat;
  readonly missingRules: MissingRules;
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

/** 1 and 0 of true and false in any case, of their first letters, and of 1 and 0 with either decimal mark; undefined else. */
export const truthOf = (text: string): 0 | 1 | undefined =>
  /^(?:true|t|1(?:\.0*|,00?)?)$/i.test(text) ? 1 : /^(?:false|f|0(?:\.0*|,00?)?)$/i.test(text) ? 0 : undefined;

/** Whether texts are true and false: one is written so, and there are no others but their first letters, 1 and 0. */
const areTruths = (texts: readonly string[]) =>
  texts.some((text) => /^(?:true|false)$/i.test(text)) && texts.every((text) => truthOf(text) !== undefined);

/** A cell's number: 1 and 0 for true and false, NaN where it is missing or a word, Infinity where float32 cannot hold it. */
export const numberIn = ({ kind, format }: ColumnProfile, text: string): number =>
  kind === "truths" ? (truthOf(text) ?? Number.NaN) : toNumber(text, format);

/** So many different values at most are codes, of which each word has at least so many rows and such a share of all. */
const [MOST_CODES, CODE_ROWS, CODE_SHARE] = [20, 3, 0.02];

/** Whether numbers with some words, as 1, 2, 3, more, are words all of them: few, and no word a slip. */
function areCodes(tally: ReadonlyMap<string, number>, format: NumberFormat, known: number): boolean {
  const words = [...tally].filter(([text]) => Number.isNaN(toNumber(text, format)));
  return words.length > 0 && tally.size <= MOST_CODES && words.every(([, rows]) => rows >= CODE_ROWS && rows >= CODE_SHARE * known);
}

/** So few words beside more different numbers than codes have are bad cells, however many rows have them: `n.d.`, `<0.5`. */
const FEW_WORDS = 3;

/** Whether a column is one of numbers though most of its rows hold a word. */
function areManyNumbers(tally: ReadonlyMap<string, number>, format: NumberFormat): boolean {
  const values = new Set([...tally.keys()].map((text) => toNumber(text, format)));
  // limits of detection are one word, however many there are
  const texts = [...tally.keys()].filter((text) => Number.isNaN(toNumber(text, format)));
  const words = new Set(texts.map((text) => /^(?:<=?|>=?|[≤≥~])\s*(?=[\d.,])/.exec(text)?.[0].trim() ?? text)).size;
  return words <= FEW_WORDS && values.size - 1 > MOST_CODES;
}

/** How the texts of a column are read, which its texts in both parts of a table decide together. */
interface Reading {
  /** How its numbers are written; undefined where it cannot be told. */
  readonly format: NumberFormat | undefined;
  readonly missing: MissingRules;
  readonly areTruths: boolean;
}

function profileOf(column: CsvColumn, { format: given, missing: rules, areTruths }: Reading): ColumnProfile {
  const all = column.tally();
  const isMissing = missingBy(rules);
  const format = given ?? plainFormat;
  const tally = new Map([...all].filter(([text]) => !isMissing(text)));
  let [known, numbers, whole, least, most, unusable] = [0, 0, true, Infinity, -Infinity, 0];
  for (const [text, rows] of tally) {
    known += rows;
    const value = toNumber(text, format);
    if (Number.isNaN(value)) continue;
    numbers += rows;
    if (value === Infinity) unusable += rows;
    else [whole, least, most] = [whole && Number.isInteger(value), Math.min(least, value), Math.max(most, value)];
  }
  const areNumbers = (numbers * 2 > known || areManyNumbers(tally, format)) && !areCodes(tally, format, known);
  const kind = known === 0 ? "empty" : given === undefined ? "unclear" : areTruths ? "truths" : areNumbers ? "numbers" : "words";
  const missing = [...all.values()].reduce((sum, rows) => sum + rows, 0) - known;
  return {
    kind,
    format,
    missingRules: rules,
    isMissing,
    missing,
    known,
    tally,
    whole,
    least,
    most,
    hasWords: numbers < known || unusable > 0,
  };
}

/** A table with what its columns are. */
export interface ProfiledTable {
  readonly table: CsvTable;
  readonly readings: readonly Reading[];
  readonly profiles: readonly ColumnProfile[];
}

const profiled = (table: CsvTable, readings: readonly Reading[]): ProfiledTable => ({
  table,
  readings,
  profiles: table.columns.map((column, index) => profileOf(column, readings[index] as Reading)),
});

/** The share of rows of a column, in all tables, whose text is `none`. */
function noneShare(tables: readonly CsvTable[], column: number): number {
  const columns = tables.flatMap((table) => table.columns[column] ?? []);
  const rows = columns.reduce((sum, { count }) => sum + count, 0);
  const none = columns.reduce((sum, each) => sum + (each.tally().get("none") ?? 0), 0);
  return none / rows;
}

/**
 * A training table and the test part beside it, if there is one, with what their columns are. Those that are `silent` say nothing of how the
 * numbers of others are written.
 */
export function profileTables(
  training: CsvTable,
  testing?: CsvTable,
  silent: readonly number[] = [],
): readonly [ProfiledTable, ProfiledTable?] {
  // marks are looked at without blanks of any kind around them, as numbers are
  const written = ({ columns, separator }: CsvTable) => ({
    columns: columns.map((column) => [...column.tally().keys()].map((text) => text.trim())),
    separator,
    silent,
  });
  const [own, others] = [written(training), testing && written(testing)];
  const texts = own.columns.map((texts, column) => texts.concat(others?.columns[column] ?? []));
  const known = texts.map((all, column) => {
    const missing = missingRules(all, noneShare([training, ...(testing ? [testing] : [])], column));
    const isMissing = missingBy(missing);
    return { missing, areTruths: areTruths(all.filter((text) => !isMissing(text))) };
  });
  const readings = numberFormats(own, others).map((formats) =>
    formats.map((format, column): Reading => ({ format, ...(known[column] as Omit<Reading, "format">) })),
  );
  const [ofTraining, ofTesting] = readings as [Reading[], Reading[]];
  return testing ? [profiled(training, ofTraining), profiled(testing, ofTesting)] : [profiled(training, ofTraining)];
}

/** Whether a file has a column of decimal commas, so that a dot before three digits stands between thousands. */
export const hasDecimalCommas = ({ profiles }: ProfiledTable): boolean => profiles.some(({ format }) => format.decimal === ",");

/** The rows that have a value in each of these columns, which stay what they are. */
export function withValues(each: ProfiledTable, columns: readonly number[]): ProfiledTable {
  const { table, readings, profiles } = each;
  const lacks = columns.flatMap((column) => {
    const { missing, isMissing } = profiles[column] as ColumnProfile;
    return missing ? [(table.columns[column] as CsvColumn).map((text) => Number(isMissing(text)))] : [];
  });
  if (lacks.length === 0) return each;
  const rows = [...table.lines.keys()].filter((row) => lacks.every((lack) => !lack[row]));
  const lines = rows.map((row) => table.lines[row] as number);
  const kept = profiled({ ...table, columns: table.columns.map((column) => column.pick(rows)), lines }, readings);
  return { ...kept, profiles: kept.profiles.map((profile, column) => ({ ...profile, kind: (profiles[column] as ColumnProfile).kind })) };
}
