import { counted } from "#engine";
import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { unclearText } from "./csvFeatures.ts";
import { truthOf } from "./csvProfile.ts";
import type { CsvTable } from "./csvTable.ts";
import { DataError } from "./dataError.ts";
import type { DataReading } from "./dataReading.ts";
import { fileName } from "./fileName.ts";
import { missingBy, wordOfNothing } from "./missingValue.ts";
import { newTable, numberOf, oneOffText, renamedText, unreadText, withoutLabelsText } from "./newTable.ts";
import { isByte } from "./pictures.ts";
import { BYTE, highestByte, isFar, type PixelRange } from "./pixelRange.ts";
import { areAlike, namesText, quoted, visibleText } from "./quotedText.ts";
import type { ColumnReading, TableReading } from "./tableReading.ts";
import { unlikePixels } from "./unlikePixels.ts";

/** Rows of a table as examples. */
export interface NewRows {
  /** [row][feature], as the data set holds them; of the rows that have all their values. */
  readonly numbers: Float64Array;
  /** The file's line of each of these rows, from 1. */
  readonly lines: readonly number[];
  /** The lines of rows that lack a value, where such rows are left out. */
  readonly left: readonly number[];
  /** What is odd about the file, each a short sentence without its full stop. */
  readonly notes: readonly string[];
}

/**
 * Reads new rows of a table as those were that a net was trained on: the same columns, by name where the file had names, in any order and
 * among others; numbers in the same writing, words as the same features, the same standardization. Throws DataError for a column that is
 * not there and for a cell that would mean nothing to the net.
 */
export function newRows(bytes: Uint8Array, path: string, reading: DataReading & { readonly table: TableReading }): NewRows {
  const { table: rules, standardization, kind, scale, pixels } = reading;
  const { table, places } = newTable(bytes, path, rules, reading.classNames);
  const counts =
    table.header && !rules.header
      ? ["its first line counts the columns, and is taken for their names; if it is a row, write it second"]
      : [];
  const notes = [
    ...table.notes,
    ...counts,
    ...renamedText(table, rules),
    ...unreadText(table, rules, places),
    ...withoutLabelsText(table, rules, isClassOf(reading)),
    ...oneOffText(table, rules, isClassOf(reading)),
  ];
  const lacks = new Uint8Array(table.lines.length);
  const white = highestByte(scale, pixels);
  const features: Feature[] = [];
  for (const [c, column] of rules.columns.entries()) {
    const first = features.length;
    // a word that only rows had which are held out or tested
    const isUntrained = (k: number) => standardization?.deviations[first + k] === 0 && standardization.means[first + k] === 0;
    features.push(...featuresOf(table, places[c] as number, column, { missing: rules.missing, lacks, notes, isUntrained }));
  }
  const rows = [...lacks.keys()].filter((row) => !lacks[row]);
  const numbers = new Float64Array(rows.length * features.length);
  const oddities: string[] = [];
  for (const [f, { values, column, inDoubt }] of features.entries()) {
    const [mean, deviation] = [standardization?.means[f] ?? 0, standardization?.deviations[f] ?? 1];
    const own = rangeOf(reading, f);
    const far: number[] = [];
    const outside: number[] = [];
    for (const [i, row] of rows.entries()) {
      const given = values[row] as number;
      const value = Number.isNaN(given) ? (rules.means?.[f] as number) : given;
      const refuse = (what: string): never => {
        throw new DataError(`${path}: line ${table.lines[row]}, ${columnText(table, column)}: ${value} ${what}`);
      };
      if (kind === "bytes" && !(isByte(value) && value <= white))
        refuse(`is no whole number from 0 to ${white}, as the pixels are that the net was trained on`);
      if (!standardization && kind === "floats" && (value < 0 || value > Math.fround(1 / scale)))
        refuse(`is no pixel from 0 to ${1 / scale}, as those are that the net was trained on`);
      const text = table.columns[column]?.text(row) ?? "";
      if (inDoubt && standardization && mayBeThousands(text, value, { mean, deviation }))
        throw new DataError(`${path}: line ${table.lines[row]}, ${columnText(table, column)}: ${unclearText(text)}`);
      const standard = deviation === 0 ? 0 : Math.fround((value - mean) / deviation);
      if (!Number.isFinite(standard)) refuse(`lies too far from the mean ${mean} to be standardized; check its unit`);
      if (standardization && own && isFar(standard, own)) far.push(row);
      const isOfData = own && standard >= own.least && standard <= own.most;
      if (standardization && Math.abs(standard) > OUTSIDE && !isOfData) outside.push(row);
      numbers[i * features.length + f] = standardization ? standard : value;
    }
    const odd = far.length < outside.length && rows.length >= SEVERAL && outside.length >= NEARLY_ALL * rows.length ? outside : far;
    if (odd.length) oddities.push(farText(table, column, odd, values[odd[0] as number] as number, mean, deviation));
  }
  notes.push(...oddities.slice(0, MOST_TOLD));
  const untold = oddities.length - MOST_TOLD;
  if (untold > 0)
    notes.push(
      `so ${untold === 1 ? "has" : "have"} ${counted(untold, "more feature")} numbers that are far from all that the net was trained on`,
    );
  if (kind === "bytes" && white === BYTE && numbers.includes(1) && numbers.every((value) => value <= 1))
    throw new DataError(
      `${path}: all of its pixels are 0 or 1, where those that the net was trained on go to ${white}; multiply them by ${white} if 1 is white`,
    );
  const unlike =
    pixels && !standardization ? unlikePixels(numbers, { features: features.length, range: pixels, name: reading.name }) : undefined;
  if (unlike) notes.push(`its pixels ${unlike}, for an answer means nothing`);
  if (standardization) notes.push(...narrowText(fileName(path), numbers, standardization.deviations));
  const lineOf = (row: number) => table.lines[row] as number;
  return { numbers, lines: rows.map(lineOf), left: [...lacks.keys()].filter((row) => lacks[row]).map(lineOf), notes };
}

/** Whether a text is a class of the data: one of their names, or a number of one. */
const isClassOf =
  ({ classNames, classes }: DataReading) =>
  (text: string): boolean =>
    classNames
      ? classNames.includes(text) || classNames.some((name) => isSameClass(name, text))
      : [...Array(classes).keys()].some((k) => isSameClass(String(k), text));

/** A class in another writing: 1.0 or 1,0 for 1, 1,000 for 1000, 1 for True, `>50K.` for `>50K`. */
function isSameClass(name: string, text: string): boolean {
  if (text === "") return false;
  const [own, other] = [truthOf(name), truthOf(text)];
  if ((own !== undefined && own === other) || areAlike(name, text)) return true;
  const readings = (each: string) => [each, each.replace(",", "."), each.replaceAll(",", "")].map(Number);
  return readings(name).some((one) => Number.isFinite(one) && readings(text).includes(one));
}

/** The range of a feature's standardized numbers; of readings of before that of all features. */
function rangeOf({ extremes, pixels }: DataReading, feature: number): Pick<PixelRange, "least" | "most"> | undefined {
  const [least, most] = [extremes?.least[feature], extremes?.most[feature]];
  return least === undefined || most === undefined ? pixels : { least, most };
}

/** A number of less than such a part of the mean is far from the others, however they spread. */
const TINY = 0.01;
/** A number with a decimal mark before three digits. */
const threeDigits = /^[+\-−]?[1-9]\d{0,2}[.,]\d{3}$/;

/** Whether a number is far from those that were trained on, and would not be if its mark stood between thousands: 52.000 beside 54812.50. */
const mayBeThousands = (text: string, value: number, { mean, deviation }: { readonly mean: number; readonly deviation: number }): boolean =>
  threeDigits.test(visibleText(text)) &&
  (Math.abs(value - mean) > OUTSIDE * deviation || Math.abs(value) < TINY * Math.abs(mean)) &&
  Math.abs(1000 * value - mean) <= OUTSIDE * deviation;

/** Where nearly all of several rows lie so many deviations from the mean, these are other numbers than those that were trained on. */
const [OUTSIDE, SEVERAL, NEARLY_ALL] = [3, 3, 0.9];

/** Of so many columns it is told by itself that their numbers are far from the others. */
const MOST_TOLD = 3;

/** Of so many rows and columns, such a share of columns that spread so much less than those that were trained on are of another unit. */
const NARROW = { rows: 20, columns: 3, share: 0.9, spread: 1 / 6 };

/** Whether standardized rows, [row][feature], spread hardly at all: in another unit they may lie near every mean. */
function narrowText(name: string, numbers: Float64Array, deviations: readonly number[]): string[] {
  const features = deviations.length;
  const rows = numbers.length / features;
  const spreads = deviations.flatMap((deviation, f) => {
    const column = Float64Array.from({ length: rows }, (_, row) => numbers[row * features + f] as number);
    const mean = column.reduce((sum, value) => sum + value, 0) / rows;
    return deviation === 0 ? [] : [Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows)];
  });
  const narrow = spreads.filter((spread) => spread < NARROW.spread);
  if (rows < NARROW.rows || spreads.length < NARROW.columns || narrow.length < NARROW.share * spreads.length) return [];
  return [
    `${counted(rows, "row")} of ${name} differ far less from one another than those that the net was trained on, in ${narrow.length} of ${counted(spreads.length, "feature")}: check their unit, for in another one the answers mean nothing`,
  ];
}

function farText(table: CsvTable, column: number, [row = 0, ...more]: readonly number[], value: number, mean: number, deviation: number) {
  const others = more.length ? ` and ${counted(more.length, "more row")}` : "";
  return `${columnText(table, column)} has ${value} in line ${table.lines[row]}${others}, far from all that the net was trained on (mean ${rounded(mean)}, deviation ${rounded(deviation)}): check its unit and how numbers are written, for an answer there means nothing`;
}

const rounded = (value: number) => Number(value.toPrecision(3));

interface Feature {
  /** NaN where a value is missing. */
  readonly values: Float64Array;
  readonly column: number;
  /** Whether a decimal mark before three digits would be new there. */
  readonly inDoubt: boolean;
}

interface Rows extends Pick<TableReading, "missing"> {
  /** By row whether it lacks a value: set where such rows are left out. */
  readonly lacks: Uint8Array;
  readonly notes: string[];
  /** Whether no row that is trained on has the k-th of its words. */
  readonly isUntrained: (k: number) => boolean;
}

/** The features of a column. Throws DataError for the first cell that has no meaning in it. */
function featuresOf(table: CsvTable, place: number, rules: ColumnReading, { missing, lacks, notes, isUntrained }: Rows): Feature[] {
  const { kind, format, words } = rules;
  const column = table.columns[place] as CsvColumn;
  const isMissing = missingBy(rules.missing);
  const refuse = (row: number, what: string): never => {
    throw new DataError(`${table.path}: line ${table.lines[row]}, ${columnText(table, place)}: ${what}`);
  };
  const empty = column.findRow(isMissing);
  if (empty >= 0 && missing === "refuse")
    refuse(empty, "the value is missing; a net that was trained with --missing mean or drop takes such rows");
  if (empty >= 0 && missing === "drop")
    for (const [row, lack] of column.map((text) => Number(isMissing(text))).entries()) if (lack) lacks[row] = 1;
  if (kind === "words") {
    const known = new Set(words?.filter((_, k) => !isUntrained(k)));
    const unseen = [...column.tally().keys()].filter((text) => !isMissing(text) && !known.has(text));
    if (unseen.length)
      notes.push(`${columnText(table, place)} has ${namesText(unseen)}, which no row had that the net was trained on, and is 0 there`);
    const nothings = [...column.tally().keys()].filter((text) => isMissing(text) && wordOfNothing.test(visibleText(text)));
    if (nothings.length && missing === "mean")
      notes.push(
        `${columnText(table, place)} has ${namesText(nothings)}, which is taken for a missing value, as the net's table would be read`,
      );
    const valuesOf = (word: string) => column.map((text) => (isMissing(text) ? Number.NaN : Number(text === word)));
    return (words ?? []).map((word) => ({ values: valuesOf(word), column: place, inDoubt: false }));
  }
  const value = (text: string) => (kind === "truths" ? (truthOf(text) ?? Number.NaN) : numberOf(text, format));
  // marks between thousands are known where the table has some
  const mayBeEither = (text: string) => threeDigits.test(visibleText(text)) && !(format.groups && !text.includes(format.decimal));
  const unclear = rules.areThousands ? column.findRow(mayBeEither) : -1;
  if (unclear >= 0) refuse(unclear, unclearText(column.text(unclear)));
  const stray = column.findRow((text) => !isMissing(text) && !Number.isFinite(value(text)));
  const writing =
    kind === "truths" ? "is neither true nor false" : `is no number, as they are written in the table that the net was trained on`;
  const decimal = kind === "numbers" && format.decimal === "," ? ", with a decimal comma" : "";
  if (stray >= 0) refuse(stray, `${quoted(column.text(stray))} ${writing}${decimal}`);
  return [
    { values: column.map((text) => (isMissing(text) ? Number.NaN : value(text))), column: place, inDoubt: rules.neverThreeDigits === true },
  ];
}
