import { basename } from "node:path";
import type { ByteExamples } from "#engine";
import { columnText, labelColumn, quoted, readLabels } from "./csvLabels.ts";
import { type Part, readTestTable, splitRows, testSibling } from "./csvSplit.ts";
import { type CsvTable, readCsv, type Word } from "./csvTable.ts";
import { DataError } from "./dataError.ts";
import type { ImageDataset } from "./imageDataset.ts";
import { shareBytes, sharedBytes, sharedFloats } from "./sharedArray.ts";
import { standardize } from "./standardize.ts";

const LEAST_ROWS = 10;
const LEAST_PIXELS = 64;
/** So many names at most stand in a note. */
const MOST_NAMES = 5;

/**
 * Loads a CSV table: one column of labels, numbers in all others. The test part is a file beside it (`x_test.csv` of `x.csv` or
 * `x_train.csv`), else a sixth of the rows; a sixth of the rest is held out; both in an order with a fixed seed. Whole numbers in
 * 0 … 255, at least 64 and a square of them, are images; all else is standardized. Throws DataError.
 */
export function loadCsv(path: string): ImageDataset {
  const table = readCsv(path);
  if (table.columns < 2)
    throw new DataError(
      `${path}: it has 1 column; a table needs one of labels and at least one of numbers, between commas, semicolons or tabs`,
    );
  const count = table.rows.length;
  if (count < LEAST_ROWS)
    throw new DataError(`${path}: ${count} ${count === 1 ? "row is" : "rows are"} too few; a table needs at least ${LEAST_ROWS}`);
  const column = labelColumn(table);
  const sibling = testSibling(path);
  const tables = sibling ? [table, readTestTable(sibling, table, column)] : [table];
  for (const each of tables) checkNumbers(each, column);
  const { labels, classNames } = readLabels(tables, column);
  const [all, ownTest] = tables.map(({ rows }, i): Part => {
    return { rows: rows.map((row) => without(row, column)), labels: labels[i] as Uint8Array };
  }) as [Part, Part?];

  const notes = [
    `the labels are ${columnText(table, column)} of ${table.columns}; the first line is ${table.header ? "a header" : "data"}`,
  ];
  for (let other = 0; other < table.columns; other++)
    if (other !== column && countsRows(table, other))
      notes.push(
        `${columnText(table, other)} only counts the rows, and is a feature like the others; take it out of the file if it should not be`,
      );
  const { train, test, heldOut } = splitRows(sibling ?? path, all, ownTest, notes);
  const untrained = classNames.filter((_, label) => !train.labels.includes(label, heldOut));
  if (untrained.length > 0) {
    const names = untrained.slice(0, MOST_NAMES).map(quoted).join(", ");
    notes.push(`no row is trained on of ${untrained.length > MOST_NAMES ? `${names} and ${untrained.length - MOST_NAMES} more` : names}`);
  }
  const side = imageSide([train, test], table.columns - 1);
  const describe = (feature: number) => `${path}: ${columnText(table, feature < column ? feature : feature + 1)}`;
  const about = { name: basename(path), classes: classNames.length, classNames, heldOut, notes };
  if (side) notes.push(`the features are images of ${side} × ${side} bytes`);
  return side
    ? { ...about, shape: [1, side, side], scale: 1 / 255, train: byteExamples(train), test: byteExamples(test) }
    : { ...about, shape: [table.columns - 1], scale: 1, ...standardized(train, test, heldOut, describe, notes) };
}

/** Every column but the labels must hold numbers. Throws DataError for the first cell that does not. */
function checkNumbers(table: CsvTable, labels: number): void {
  const wrong = [...table.words].filter(([column]) => column !== labels);
  const [first] = wrong.sort(([columnA, a], [columnB, b]) => a.line - b.line || columnA - columnB);
  if (!first) return;
  const [column, { line, text }] = first as [number, Word];
  const what = text === "" ? "the value is missing" : `${quoted(text)} is no number within ±3.4e38`;
  throw new DataError(
    `${table.path}: line ${line}, ${columnText(table, column)}: ${what}; every column but the labels (${columnText(table, labels)}) must hold numbers`,
  );
}

/** Whether a column is 0, 1, 2, … or 1, 2, 3, … */
function countsRows({ rows }: CsvTable, column: number): boolean {
  const first = rows[0]?.[column] as number;
  return (first === 0 || first === 1) && rows.every((row, n) => row[column] === first + n);
}

function without(row: Float64Array, column: number): Float64Array {
  const rest = new Float64Array(row.length - 1);
  rest.set(row.subarray(0, column));
  rest.set(row.subarray(column + 1), column);
  return rest;
}

/** Height and width if every row is the pixels of a square image, else undefined. */
function imageSide(parts: readonly Part[], features: number): number | undefined {
  const side = Math.sqrt(features);
  if (features < LEAST_PIXELS || !Number.isInteger(side)) return undefined;
  const isByte = (value: number) => Number.isInteger(value) && value >= 0 && value <= 255;
  return parts.every(({ rows }) => rows.every((row) => row.every(isByte))) ? side : undefined;
}

function byteExamples({ rows, labels }: Part): ByteExamples {
  const features = (rows[0] as Float64Array).length;
  const images = sharedBytes(rows.length * features);
  for (const [n, row] of rows.entries()) images.set(row, n * features);
  return { images, labels: shareBytes(labels), features, count: rows.length };
}

function standardized(train: Part, test: Part, heldOut: number, describe: (feature: number) => string, notes: string[]) {
  const features = (train.rows[0] as Float64Array).length;
  const examples = ({ rows, labels }: Part): ByteExamples & { images: Float32Array } => {
    return { images: sharedFloats(rows.length * features), labels: shareBytes(labels), features, count: rows.length };
  };
  const result = { train: examples(train), test: examples(test) };
  const trained = train.rows.slice(heldOut);
  const targets = [result.train.images, result.test.images];
  const { constant } = standardize(targets, [train.rows, test.rows], trained, describe);
  notes.push(`features are standardized by mean and standard deviation of the ${trained.length} rows that are trained on`);
  if (constant > 0) notes.push(`${constant} of ${features} features are constant in these rows and became 0`);
  return result;
}
