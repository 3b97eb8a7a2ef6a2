import { isNumber, toNumber } from "./cellNumber.ts";
import { readCells, type Separator } from "./csvCells.ts";
import { CsvColumn } from "./csvColumn.ts";
import { countsColumns, isHeader } from "./csvHeader.ts";
import { type KnownLayout, layoutOf } from "./csvSeparator.ts";
import { DataError } from "./dataError.ts";
import { decodeText, type Encoding, GUESSED_ENCODING } from "./decodeText.ts";
import { refuseForeignFormat } from "./foreignFormat.ts";
import { HEADER_WEIGHT, headerWeight, strangeWords } from "./headerWeight.ts";
import { isMissing } from "./missingValue.ts";
import { quoted, visibleText } from "./quotedText.ts";

/** The cells of a CSV file, column by column. */
export interface CsvTable {
  readonly path: string;
  readonly encoding: Encoding;
  readonly separator: Separator;
  /** The names of the columns, where the file has them. */
  readonly header?: readonly string[];
  readonly columns: readonly CsvColumn[];
  /** Whether the header has a name fewer than there are columns, so that the first column has none. */
  readonly isHeaderShort?: boolean;
  /** Where each column stands in the file, where that is another order. */
  readonly places?: readonly number[];
  /** The file's line of each row, from 1. */
  readonly lines: readonly number[];
  /** The names of the classes 0, 1, …, where the first line tells them, as in scikit-learn's files. */
  readonly classNames?: readonly string[];
  /** What of the file is not in the rows, and what is odd about its text. */
  readonly notes: readonly string[];
}

/** What is known of a file before it is read. */
export interface KnownOfTable extends KnownLayout {
  /** The header of a table that this one goes with. */
  readonly header?: readonly string[];
  /** Its columns. */
  readonly columns?: CsvTable["columns"];
  /** Whether a first line is a header, where that is no question of how it looks. */
  readonly isHeader?: (names: readonly string[]) => boolean;
}

/**
 * Reads the text of a table: encoding, separator and header as they are found. Lines of comments (# or %), lines without any
 * value and repeated headers are no rows. Throws DataError.
 */
export function parseCsv(bytes: Uint8Array, path: string, known?: KnownOfTable): CsvTable {
  const { text, encoding } = decodeText(bytes, path);
  const notes: string[] = [];
  if (encoding === "windows-1252") notes.push(GUESSED_ENCODING);
  if (text.includes("\ufffd")) notes.push("it has the sign \ufffd, by which letters were lost before: different words may have become one");
  const { lines, columns, ...raw } = readRows(text, path, notes, known);
  const count = lines.length;
  if (count === 0) throw new DataError(`${path}: it holds no rows`);
  refuseForeignFormat(columns, path, lines);

  const all = Int32Array.from({ length: count }, (_, row) => row);
  const first = raw.odd ? undefined : firstOf(columns);
  const below = first ? belowFirst(first, columns, all.subarray(1)) : columns;
  const classNames = countsAndClasses(raw.odd?.cells ?? firstOf(columns), below);
  if (classNames) notes.push("the first line tells the numbers of rows and features, and the names of the classes");
  const ownHeader = classNames
    ? undefined
    : first
      ? headerOf(first, below, known, notes)
      : oddHeader(raw.odd as OddLine, { columns, separator: raw.separator, known }, path, lines[0] as number, notes);
  const header = ownHeader ?? (classNames ? undefined : commentHeader(raw.comments, columns.length, lines[0] as number));
  const comments = raw.comments.length - Number(header !== ownHeader);
  if (comments) notes.push(several(comments, "line is a comment", "lines are comments"));
  if (first && !header && !classNames && !known?.isHeader) notes.push(...strangeText(first, below), ...countingText(first, columns));
  const begin = first && (ownHeader || classNames) ? 1 : 0;
  const hasWord = header?.some((name) => name !== "" && Number.isNaN(toNumber(name)));
  const repeats = (row: number) => hasWord && columns.every((column, c) => column.text(row) === header?.[c]);
  const rows = all.subarray(begin).filter((row) => !repeats(row));
  const repeated = count - begin - rows.length;
  if (repeated > 0) notes.push(`${several(repeated, "line repeats", "lines repeat")} the header`);
  notes.push(...markedText(columns[0] as CsvColumn, rows));
  return {
    path,
    encoding,
    separator: raw.separator,
    ...(raw.odd && raw.odd.cells.length < columns.length && { isHeaderShort: true }),
    ...(header && { header: header.map((name, column) => columnName(column === 0 ? name.replace(/^#\s*(?=.)/, "") : name)) }),
    columns: rows.length === count ? columns : columns.map((column) => column.pick(rows)),
    lines: Array.from(rows, (row) => lines[row] as number),
    ...(classNames && { classNames }),
    notes,
  };
}

/** A name without marks that nobody sees; of the two ways to write a letter with an accent, the one that keyboards have. */
const columnName = (name: string) => visibleText(name).normalize("NFC");

const firstOf = (columns: readonly CsvColumn[]) => columns.map((column) => column.text(0));
const several = (n: number, one: string, more: string) => `${n} ${n === 1 ? one : more}`;

/** What switches a line off in one language or another. */
const commentMarks = ["#", "%", "//", ";", "!", "--"];

/** Which rows begin as comments do, unless most do. */
function markedText(first: CsvColumn, rows: Int32Array): string[] {
  return commentMarks.flatMap((mark) => {
    const isMarked = (text: string) => text.startsWith(mark) && !/^--[\d.-]*$/.test(text) && !isMissing(text);
    const marked = rows.filter((row) => isMarked(first.text(row))).length;
    if (marked === 0 || 2 * marked >= rows.length) return [];
    return [
      `${several(marked, "row begins", "rows begin")} with ${mark} and ${marked === 1 ? "is" : "are"} taken for data; take out what is a comment`,
    ];
  });
}

/** At most such a part of the rows are a header that comes again. */
const FEW = 0.05;

/** The columns without the first line, and without the few that are the same line again, as a header that is repeated is. */
function belowFirst(first: readonly string[], columns: readonly CsvColumn[], rows: Int32Array): readonly CsvColumn[] {
  const others = rows.filter((row) => columns.some((column, c) => column.text(row) !== first[c]));
  const kept = rows.length - others.length <= FEW * rows.length ? others : rows;
  return columns.map((column) => column.pick(kept));
}

/** The first line where it is a header: that of the table that this one goes with, or one that looks so and weighs so. */
function headerOf(
  first: readonly string[],
  below: readonly CsvColumn[],
  known: KnownOfTable | undefined,
  notes: string[],
): readonly string[] | undefined {
  if (known?.isHeader) return known.isHeader(first.map(columnName)) ? first : undefined;
  if (known?.header && areSameNames(first.map(columnName), known.header)) return first;
  const tallies = below.map((column) => column.tally());
  if (known?.columns && isRowOf(first, known.columns) && !countsColumns(first, tallies)) return undefined;
  const weighs = () => (!known || known.header !== undefined) && headerWeight(first, below) >= HEADER_WEIGHT;
  if (isHeader(first, tallies)) return first;
  if (!weighs()) return undefined;
  if (first.some(isNumber))
    notes.push("the first line is taken for a header, as no other line is like it; if it is a row, write a header above it");
  return first;
}

/** The same names, each once, in any order. */
const areSameNames = (names: readonly string[], others: readonly string[]): boolean =>
  names.join("\0") === others.join("\0") ||
  (new Set(names).size === names.length && names.toSorted().join("\0") === others.toSorted().join("\0"));

/** Whether a line can be a row of a table: numbers where it has numbers, and else texts that it has there. */
function isRowOf(cells: readonly string[], columns: CsvTable["columns"]): boolean {
  return (
    cells.length === columns.length &&
    cells.every((text, c) => {
      const tally = (columns[c] as CsvColumn).tally();
      return tally.has(text) || (isNumber(text) && 2 * [...tally.keys()].filter(isNumber).length > tally.size);
    })
  );
}

/** What is doubtful of a first line that is taken for data. */
function strangeText(first: readonly string[], below: readonly CsvColumn[]): string[] {
  const [column] = strangeWords(first, below);
  if (column === undefined) return [];
  return [
    `the first line is taken for data, though ${quoted(first[column] as string)} stands nowhere else in column ${column + 1}; if it is a header, call the labels label or class in it`,
  ];
}

/** A first line `0,1,2` that is taken for data, and no other row is: pandas names columns so that have no names. */
function countingText(first: readonly string[], columns: readonly CsvColumn[]): string[] {
  const isCounting = (text: (column: number) => string | undefined) => columns.every((_, c) => text(c) === String(c));
  if (columns.length < 2 || !isCounting((c) => first[c])) return [];
  const rows = Array.from({ length: (columns[0] as CsvColumn).count }, (_, row) => row);
  if (rows.filter((row) => isCounting((c) => columns[c]?.text(row))).length > 1) return [];
  return ["the first line is taken for data, though it counts the columns, as no other line does; if it is a header, write names in it"];
}

interface OddLine {
  readonly cells: readonly string[];
  readonly line: number;
}

interface Rows {
  readonly separator: Separator;
  readonly columns: readonly CsvColumn[];
  readonly lines: number[];
  /** A first line that has another number of cells, and so is no row. */
  readonly odd?: OddLine;
  readonly comments: readonly OddLine[];
}

function readRows(text: string, path: string, notes: string[], known?: KnownOfTable): Rows {
  const { separator, columns: width, start } = layoutOf(text, known);
  const saidLines = start ? 1 : 0;
  const columns = Array.from({ length: width }, () => new CsvColumn());
  const lines: number[] = [];
  const comments: OddLine[] = [];
  let empty = 0;
  let odd: OddLine | undefined;
  const fault = readCells(start ? text.slice(start) : text, separator, (cells, lineOfRest) => {
    const line = lineOfRest + saidLines;
    if (cells.length !== width) {
      if (isComment(cells, separator)) comments.push({ cells, line });
      else if (lines.length === 0 && !odd) odd = { cells, line };
      else refuseLine(path, { cells, line }, width, lines[0]);
    } else if (width > 1 && cells.every((cell) => cell === "")) empty++;
    else {
      for (let c = 0; c < width; c++) (columns[c] as CsvColumn).add(cells[c] as string);
      lines.push(line);
    }
    return true;
  });
  if (fault)
    throw new DataError(
      `${path}: line ${fault.line + saidLines}: ${fault.what}; write such a cell within quotation marks, and each of its own twice`,
    );
  const late = comments.find(({ line }) => line > (lines[0] ?? Infinity));
  const mark = late?.cells[0]?.slice(0, 1) ?? "";
  // a line among others that begin so has a separator too many
  if (late && columns[0]?.pick(Int32Array.from(lines.keys()).subarray(1)).findRow((text) => text.startsWith(mark)) !== -1)
    refuseLine(path, late, width, lines[0]);
  if (empty) notes.push(`${several(empty, "line has", "lines have")} separators only`);
  const blank = known?.isOneColumn ? blankWithin(lines) : 0;
  if (blank)
    notes.push(
      `${several(blank, "line is", "lines are")} empty among the rows, and no ${blank === 1 ? "row" : "rows"}; write NA for a missing value`,
    );
  if (odd && lines.length === 0) refuseLine(path, odd, width, undefined);
  return { separator, columns, lines, comments, ...(odd && { odd }) };
}

/** How many lines between the first row and the last are none: cells of one column, which have no line ends within. */
const blankWithin = (lines: readonly number[]): number => (lines.at(-1) ?? 0) - (lines[0] ?? 0) + 1 - lines.length;

/** Words of sentences, and of no header. */
const sentenceWord = /^(?:is|are|was|were|the|an|by|of|this|these|from|with|and|for|see)$/i;

/**
 * The names of the columns in the last comment before the rows, as NumPy writes them: as many words as there are columns, between blanks.
 */
function commentHeader(comments: readonly OddLine[], width: number, firstRow: number): readonly string[] | undefined {
  const cells = comments.findLast(({ line }) => line < firstRow)?.cells ?? [];
  const [mark = "", ...names] = (cells.length === 1 ? (cells[0] as string).split(/\s+/) : cells) as string[];
  const areNames =
    names.length === width &&
    new Set(names).size === width &&
    names.every((name) => name !== "" && Number.isNaN(toNumber(name)) && !sentenceWord.test(name));
  return areNames && /^[#%]+$/.test(mark) ? names : undefined;
}

/** A line that is no row, has not its cells, and begins as comments do; in UCI's files with a bar. */
const isComment = ([first = ""]: readonly string[], separator: Separator) =>
  /^(?:[#%]|\/\/)/.test(first) || (separator !== "|" && first.startsWith("|"));

function refuseLine(path: string, { cells, line }: OddLine, width: number, firstRow: number | undefined): never {
  const many = `${cells.length} ${cells.length === 1 ? "cell" : "cells"}`;
  const others = firstRow === undefined ? `most lines have ${width}` : `line ${firstRow} has ${width}`;
  throw new DataError(`${path}: line ${line} has ${many}, ${others}; every line must have equally many`);
}

/** The names of the columns from a first line that has a cell more or fewer than the rows. Throws DataError where it is none. */
function oddHeader(
  odd: OddLine,
  { columns, separator, known }: Pick<Rows, "columns" | "separator"> & { readonly known: KnownOfTable | undefined },
  path: string,
  firstRow: number,
  notes: string[],
): readonly string[] {
  const { cells } = odd;
  const width = columns.length;
  // inf is a name, too
  if (cells.every((cell) => !Number.isFinite(toNumber(cell)))) {
    if (cells.length === width + 1 && cells.at(-1) === "") return cells.slice(0, -1);
    if (cells.length === width - 1) {
      if (columns.at(-1)?.findRow((text) => text !== "") === -1) return [...cells, ""];
      // R's names of rows are all different
      const mayBeCommaInNumber = separator === "," && known?.hasCommasInNumbers;
      if (columns[0]?.tally().size === columns[0]?.count && !mayBeCommaInNumber) {
        notes.push("the header has one name fewer than there are columns, so the first column holds the names of the rows");
        return ["", ...cells];
      }
    }
  }
  return refuseLine(path, odd, width, firstRow);
}

/** The names of the classes in a first line as scikit-learn's files have it: how many rows and features, then the names. */
function countsAndClasses(cells: readonly string[], below: readonly CsvColumn[]): readonly string[] | undefined {
  const [rows, features, ...names] = cells;
  const labels = below.at(-1) as CsvColumn;
  if (Number(rows) !== labels.count || Number(features) !== below.length - 1 || names.length < 2) return undefined;
  const known = new Set(names.map((_, label) => String(label)));
  return [...labels.tally().keys()].every((text) => known.has(text)) ? names : undefined;
}
