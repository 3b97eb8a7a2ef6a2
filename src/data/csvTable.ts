import { type CsvError, parse } from "csv-parse/sync";
import { DataError } from "./dataError.ts";
import { readDataFile } from "./dataFile.ts";

/** A cell that is no number, and where it stands. */
export interface Word {
  readonly line: number;
  readonly text: string;
}

/** A CSV file as numbers, with the words that it has instead of some. */
export interface CsvTable {
  readonly path: string;
  /** The names of the columns, where the first line is a header. */
  readonly header?: readonly string[];
  readonly columns: number;
  /** [row][column], NaN where a cell is no number */
  readonly rows: readonly Float64Array[];
  /** The file's line of each row, from 1. */
  readonly lines: readonly number[];
  /** By column, the text of each row; for the columns that can be labels. */
  readonly texts: ReadonlyMap<number, readonly string[]>;
  /** By column, its first cell that is no number; only for columns that have one. */
  readonly words: ReadonlyMap<number, Word>;
}

/** Names of columns that hold labels, in any case; the first that a header has is taken. */
export const labelNames = ["label", "class", "target", "y"];
/** Other names of a last column that tell a header from data. */
const lastNames = [...labelNames, "labels", "classes", "species", "variety", "category", "type", "target_name", "quality", "outcome"];

/** What some tables write for a missing value; it makes no header. */
const missing = new Set(["", "?", "-", "na", "n/a", "nan", "null", "none"]);

/** The range of float32. */
const MOST = 3.4e38;

const complaints: { readonly [code: string]: string } = {
  CSV_QUOTE_NOT_CLOSED: "a quotation mark is not closed",
  CSV_INVALID_CLOSING_QUOTE: "a quotation mark closes before the end of its cell",
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: "a quotation mark closes before the end of its cell",
  INVALID_OPENING_QUOTE: "a quotation mark stands within a cell",
};

/** A cell's number, NaN if it is none that float32 can hold. */
function toNumber(text: string): number {
  const value = text === "" ? Number.NaN : Number(text);
  return Math.abs(value) <= MOST ? value : Number.NaN;
}

/**
 * Reads a CSV file, plain or gzip, separated by commas, or if its first line has none by semicolons or tabs. The first line is a
 * header if in some column it has a word over numbers, or if it has a name that labels have and no label is. The texts of the columns
 * `alsoTexts` are kept too. Throws DataError.
 */
export function readCsv(path: string, alsoTexts: readonly number[] = []): CsvTable {
  const file = readDataFile(path, "name a .csv file");
  const rows: Float64Array[] = [];
  const lines: number[] = [];
  const texts = new Map<number, string[]>();
  const words = new Map<number, Word>();
  const wordCounts: number[] = [];
  let first: string[] | undefined;

  const add = (cells: string[], line: number) => {
    if (!first) {
      first = cells;
      for (const column of [0, cells.length - 1, ...alsoTexts, ...labelColumns(cells)]) texts.set(column, []);
    }
    const row = new Float64Array(cells.length);
    for (let column = 0; column < cells.length; column++) {
      const value = toNumber(cells[column] as string);
      row[column] = value;
      if (!Number.isNaN(value) || cells === first) continue;
      wordCounts[column] = (wordCounts[column] ?? 0) + 1;
      if (!words.has(column)) words.set(column, { line, text: cells[column] as string });
    }
    for (const [column, list] of texts) list.push(cells[column] as string);
    rows.push(row);
    lines.push(line);
  };
  parseCells(file, path, add);
  if (!first) throw new DataError(`${path}: it holds no rows; a table needs at least 10`);

  const header = isHeader(first, texts, wordCounts) ? first : undefined;
  if (header) {
    for (const list of [rows, lines, ...texts.values()]) list.shift();
  } else {
    for (const [column, text] of first.entries())
      if (Number.isNaN(rows[0]?.[column])) words.set(column, { line: lines[0] as number, text });
  }
  return { path, columns: first.length, rows, lines, texts, words, ...(header && { header }) };
}

/** Gives the cells of each line that is not blank to `add`, and checks that there are equally many. */
function parseCells(file: Uint8Array, path: string, add: (cells: string[], line: number) => void): void {
  let columns = 0;
  let firstLine = 0;
  try {
    parse(file, {
      bom: true,
      delimiter: delimiterOf(file),
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record(cells: string[], { lines }) {
        if (cells.length === 1 && cells[0] === "") return null;
        if (columns === 0) [columns, firstLine] = [cells.length, lines];
        if (cells.length !== columns) {
          const many = `${cells.length} ${cells.length === 1 ? "cell" : "cells"}`;
          throw new DataError(`${path}: line ${lines} has ${many}, line ${firstLine} has ${columns}; every line must have equally many`);
        }
        add(cells, lines);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof DataError) throw error;
    const { code, lines } = error as CsvError & { lines?: number };
    const what = complaints[code] ?? `the line cannot be read (${code})`;
    throw new DataError(`${path}: line ${lines ?? "unknown"}: ${what}; write a quotation mark in a quoted cell twice`);
  }
}

/** Comma, or what else separates the cells of the first line that is not blank. */
function delimiterOf(file: Uint8Array): string {
  const start = new TextDecoder().decode(file.subarray(0, 1 << 16)).trimStart();
  const [line = ""] = start.split(/[\r\n]/, 1);
  return [",", ";", "\t"].find((delimiter) => line.includes(delimiter)) ?? ",";
}

/** Columns whose name in a header would make them the labels, the best name first. */
export function labelColumns(header: readonly string[]): number[] {
  const names = header.map((name) => name.toLowerCase());
  return labelNames.map((name) => names.indexOf(name)).filter((column) => column >= 0);
}

function isHeader(first: readonly string[], texts: ReadonlyMap<number, readonly string[]>, wordCounts: readonly number[]): boolean {
  const last = first.length - 1;
  const named = lastNames.includes((first[last] as string).toLowerCase()) ? [...labelColumns(first), last] : labelColumns(first);
  // a name that comes again below is a value, as y among y and n
  if (named.some((column) => !texts.get(column)?.includes(first[column] as string, 1))) return true;
  const others = (texts.get(last)?.length ?? 0) - 1;
  return first.some((text, column) => {
    const name = Number.isNaN(toNumber(text)) && !missing.has(text.toLowerCase());
    // a few bad cells below leave it a column of numbers
    return name && (wordCounts[column] ?? 0) < others / 2;
  });
}
