import { isNumber, type NumberFormat, toNumber } from "./cellNumber.ts";
import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { truthOf } from "./csvProfile.ts";
import { type CsvTable, type KnownOfTable, parseCsv } from "./csvTable.ts";
import { DataError } from "./dataError.ts";
import { missingBy } from "./missingValue.ts";
import { ownNames } from "./namedAgain.ts";
import { namesText, quoted } from "./quotedText.ts";
import type { ColumnReading, TableReading } from "./tableReading.ts";

/** A file of new rows, and where in it each column stands that a net needs. */
export interface NewTable {
  readonly table: CsvTable;
  readonly places: readonly number[];
}

/** Reads a file of new rows by the names and places of the columns that the net was trained on. Throws DataError where one is not there. */
export function newTable(bytes: Uint8Array, path: string, rules: TableReading, classNames: readonly string[] = []): NewTable {
  const known = {
    isHeader: (names: readonly string[]) => (rules.header ? namesColumns(rules, names) : countColumns(names)),
    hasCommasInNumbers: rules.columns.some(({ kind, format }) => kind === "numbers" && (format.decimal === "," || format.groups)),
  };
  const whole = wholeLines(bytes, path, rules, known);
  if (whole?.isSure) return whole;
  try {
    const parted = placed(parseCsv(bytes, path, known), path, rules);
    const isWhole = whole && (meaningsIn(parted, rules) <= meaningsIn(whole, rules) || isTorn(parted, rules, classNames));
    return isWhole ? whole : parted;
  } catch (error) {
    if (whole && rules.header && error instanceof DataError) return whole;
    throw error;
  }
}

/**
 * Whether a separator may have cut the cells of one column in two: the first part is none of the numbers 0, 1, … or 1, 2, … of rows, and no name of
 * one with a letter; or, of a table without names, what would be the label is none.
 */
function isTorn({ table: { columns, isHeaderShort = false } }: NewTable, rules: TableReading, classNames: readonly string[]): boolean {
  const [names] = columns;
  if (columns.length !== 2 || !names) return false;
  const known = new Set(classNames);
  const labels = columns[rules.label]?.tally().keys();
  if (!rules.header) return known.size > 0 && !labels?.some((text) => known.has(text));
  const start = Number(names.text(0));
  const isCounted = (start === 0 || start === 1) && names.map(Number).every((number, row) => number === row + start);
  return isHeaderShort && !isCounted && names.findRow((text) => !/\p{L}/u.test(text)) !== -1;
}

function placed(table: CsvTable, path: string, rules: TableReading): NewTable {
  if (table.lines.length === 0) throw new DataError(`${path}: it holds no rows below its header`);
  refuseNumbersAsNames(path, rules, table.header);
  return { table, places: placesOf(table, rules) };
}

/**
 * The file with each line as one cell, where a net needs one column: a comma or a blank is a part of a cell then. Undefined where the first line does
 * not name the column alone, and the net's table had names. Sure where all cells mean something so.
 */
function wholeLines(
  bytes: Uint8Array,
  path: string,
  rules: TableReading,
  known: KnownOfTable,
): (NewTable & { isSure: boolean }) | undefined {
  const [only, ...others] = rules.columns;
  if (!only || others.length > 0) return undefined;
  try {
    const table = parseCsv(bytes, path, { ...known, isOneColumn: true });
    if (rules.header && !table.header) return undefined;
    const read = { table, places: [0] };
    const meanings = meaningsIn(read, rules);
    const isSure = meanings === table.lines.length && meanings > 0;
    return { ...read, isSure };
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}

/** How many cells of the columns that a net needs mean something to it. */
const meaningsIn = ({ table, places }: NewTable, { columns }: TableReading): number =>
  columns.reduce((sum, rules, c) => sum + countMeanings(table.columns[places[c] as number] as CsvColumn, rules), 0);

function countMeanings(column: CsvColumn, { kind, format, words, missing }: ColumnReading): number {
  const isMissing = missingBy(missing);
  const known = new Set(words);
  const means = (text: string) =>
    isMissing(text) ||
    (kind === "words" ? known.has(text) : kind === "truths" ? truthOf(text) !== undefined : Number.isFinite(numberOf(text, format)));
  return column.map((text) => Number(means(text))).reduce((sum, one) => sum + one, 0);
}

/** A number as the table has them; with marks between thousands that surely are: two of them, or a decimal mark behind. */
export function numberOf(text: string, format: NumberFormat): number {
  const value = toNumber(text, format);
  const [mark, decimal] = format.decimal === "," ? [".", ","] : [",", "."];
  const areGroups = Number.isNaN(value) && text.includes(mark) && (text.includes(decimal) || text.indexOf(mark) !== text.lastIndexOf(mark));
  return areGroups ? toNumber(text, { ...format, groups: true }) : value;
}

/**
 * Without names rows with one column fewer are taken to have no labels; unless a column before them, as an index, was left out: then it
 * may be that one which is not there, and all stand one place off.
 */
export function withoutLabelsText({ columns }: CsvTable, rules: TableReading, isClass: (text: string) => boolean): string[] {
  const { header, width, label } = rules;
  if (header || columns.length === width) return [];
  const taken = `it has one column fewer than the net's table, and is taken to be without the labels, column ${label + 1} there`;
  const unread = Array.from({ length: label }, (_, column) => column).find((column) => !rules.columns.some((one) => one.column === column));
  const [before, cells] = [label > 0 ? columns[label - 1] : undefined, unread === undefined ? undefined : columns[unread]];
  if (unread === undefined || !before || !cells || ![...before.tally().keys()].every(isClass) || countsRows(cells)) return [taken];
  return [
    `${taken}; but its column ${label} holds nothing but classes of the net: if these are the labels, it is column ${unread + 1} of the net's table that is not there, which was left out, and the answers mean nothing; put a column in its place`,
  ];
}

/**
 * Without names as many columns as the net's table had may be others, one place off, as behind an index in front. It is told by what stands
 * in the place of the labels, a number that is no class of the net in more than half of the rows or the same class in all, as the last
 * pixels of pictures are, or by a first column that counts the rows.
 */
export function oneOffText({ columns }: CsvTable, rules: TableReading, isClass: (text: string) => boolean): string[] {
  const { header, width, label } = rules;
  const cells = columns[label];
  if (header || columns.length !== width || !cells) return [];
  const others = [...cells.tally()].filter(([text]) => /\p{N}/u.test(text) && !isClass(text));
  const rows = others.reduce((sum, [, count]) => sum + count, 0);
  const next = "if the columns stand one place off, as behind an index in front, take that column out, for the answers mean nothing";
  const [odd] = others[0] ?? [];
  if (odd !== undefined && 2 * rows > cells.count) {
    const where = rows === cells.count ? "in no row there is a class" : `in ${rows} of ${cells.count} rows there is no class`;
    return [`${where} of the net in column ${label + 1}, where its table had the labels, as ${quoted(odd)}: ${next}`];
  }
  const [only, ...more] = cells.tally().keys();
  if (only !== undefined && more.length === 0 && cells.count >= SURELY_SAME && isClass(only))
    return [`all rows have ${quoted(only)} in column ${label + 1}, where its table had the labels; if that is no label: ${next}`];
  const first = columns[0] as CsvColumn;
  return rules.columns.some(({ column, kind }) => column === 0 && kind === "numbers") && countsRows(first)
    ? [`column 1 counts the rows, ${[0, 1, 2].map((row) => first.text(row)).join(", ")} and so on, and the net reads it: ${next}`]
    : [];
}

/** So many rows of one class alone are hardly labelled. */
const SURELY_SAME = 10;
/** So many rows that count on from any number are no chance. */
const SURELY_COUNTED = 5;

/** Whether a column counts the rows, one by one. */
function countsRows(column: CsvColumn): boolean {
  const start = column.count > 0 ? Number(column.text(0)) : Number.NaN;
  if (column.count < (start === 0 || start === 1 ? LEAST_COUNTED : SURELY_COUNTED)) return false;
  return Number.isSafeInteger(start) && column.map(Number).every((number, row) => number === start + row);
}

/** Fewer columns that count from 0 or 1 may be a row. */
const LEAST_COUNTED = 3;

/** Whether a first line counts the columns, `0,1,2` or `1,2,3`, as programs name those that have no names. */
const countColumns = (names: readonly string[]): boolean =>
  names.length >= LEAST_COUNTED && [0, 1].some((base) => names.every((name, column) => name === String(column + base)));

/** Columns that are known by name; of several of one name, by which of them it is. */
const isNamed = (header: readonly string[] | undefined, column: number): boolean => !!header?.[column];

/** Whether a first line names some column that features are made of, so that it is a header, whatever it lacks. */
const namesColumns = ({ header, columns }: TableReading, names: readonly string[]): boolean =>
  columns.some(({ column }) => isNamed(header, column) && ownNames(names, header ?? []).names.includes(header?.[column] as string)) ||
  (header?.every((name, column) => names[column] === name) ?? false);

/** Refuses a first line of numbers that are all names of the net's columns in another order: it may as well be a row. */
function refuseNumbersAsNames(path: string, { header }: TableReading, own: readonly string[] = []): void {
  if (!header) return;
  const places = own.filter(isNumber).map((name) => header.indexOf(name));
  if (places.length === own.length && places.some((place, i) => i > 0 && place <= (places[i - 1] as number)))
    throw new DataError(
      `${path}: its first line, ${namesText(own)}, may be names or a row; write the names in the order of the table that the net was trained on (${namesText(header)})`,
    );
}

/** Where each column that is needed stands in a file. Throws DataError. */
function placesOf(table: CsvTable, { header, width, label, columns }: TableReading): number[] {
  const { path } = table;
  const count = table.columns.length;
  if (!header) {
    if (count !== width && count !== width - 1)
      throw new DataError(
        `${path}: it has ${count} columns; the table that the net was trained on has ${width}, without names, so this one needs the same ones in the same places (the labels, column ${label + 1}, may be left out)`,
      );
    return columns.map(({ column }) => (count < width && column > label ? column - 1 : column));
  }
  if (!table.header) {
    const names = columns.map(({ column }) => header[column] as string);
    throw new DataError(
      `${path}: its first line names none of the columns that the net was trained on (${namesText(names)}); write them there`,
    );
  }
  const { names: own, orders } = ownNames(table.header, header);
  const lacking: string[] = [];
  const places = columns.map(({ column }) => {
    const name = header[column] as string;
    if (!isNamed(header, column)) {
      if (own.length === header.length && own[column] === name) return column;
      throw new DataError(
        `${path}: ${columnText({ header }, column)} of the table that the net was trained on cannot be known by its name; give a file with the same columns in the same places`,
      );
    }
    const places = own
      .flatMap((other, place) => (other === name ? [place] : []))
      .toSorted((a, b) => (orders[a] as number) - (orders[b] as number));
    // labels and columns that are left out need not be there
    const needed = columns.flatMap((one) => (header[one.column] === name ? [one.column] : []));
    const all = header.flatMap((other, place) => (other === name ? [place] : []));
    const count = all.length;
    const among = places.length === count ? all : needed;
    if (places.length === 0) lacking.push(name);
    else if (count === 1 && places.length > 1)
      throw new DataError(`${path}: two of its columns are called ${quoted(name)}; leave one of them`);
    else if (places.length !== among.length)
      throw new DataError(
        `${path}: ${places.length} of its columns ${places.length === 1 ? "is" : "are"} called ${quoted(name)}, and ${count} of the table that the net was trained on; give as many, in the same order`,
      );
    return places[among.indexOf(column)] as number;
  });
  if (lacking.length)
    throw new DataError(
      `${path}: it has no ${lacking.length === 1 ? "column" : "columns"} ${namesText(lacking)}, which the net was trained on; its columns are ${namesText(own)}`,
    );
  return places;
}

/** Whether columns are taken for others of one name, by what a program appended to it. */
export function renamedText({ header = [] }: CsvTable, rules: TableReading): string[] {
  const { renamed, names } = ownNames(header, rules.header ?? []);
  if (renamed === undefined) return [];
  return [
    `columns like ${quoted(renamed)} are taken for those called ${quoted(names[header.indexOf(renamed)] as string)}, in the order of their numbers, as names that come again are written`,
  ];
}

/** Which columns are not read that the net's table had not, either. */
export function unreadText({ header }: CsvTable, rules: TableReading, places: readonly number[]): string[] {
  const others = header?.filter((name, column) => name && !places.includes(column) && !rules.header?.includes(name)) ?? [];
  if (others.length === 0) return [];
  return [`the ${others.length === 1 ? "column" : "columns"} ${namesText(others)} ${others.length === 1 ? "is" : "are"} not read`];
}
