import { type CsvTable, labelColumns } from "./csvTable.ts";
import { DataError } from "./dataError.ts";

const MOST_CLASSES = 256;
/** At most so many different whole numbers from 0 are few small ones. */
const FEW = 100;

/** `column 5 ("species")` */
export function columnText({ header }: CsvTable, column: number): string {
  const name = header?.[column];
  return name ? `column ${column + 1} (${quoted(name)})` : `column ${column + 1}`;
}

/** A text of the file for a sentence: in quotation marks, without line breaks, cut after 40 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text).replace(/[\u0080-\u009f\u2028\u2029]/g, "�");
}

/**
 * Which column holds the labels: the one named label, class, target or y; else the first or the last column if it is the only
 * one with words; else with a header the last; without one the first if its values are few small whole numbers, unless
 * those of the last are fewer; else the last.
 */
export function labelColumn(table: CsvTable): number {
  const { header, columns, words, texts } = table;
  const [named] = header ? labelColumns(header) : [];
  if (named !== undefined) return named;
  const last = columns - 1;
  if (words.size === 1 && words.has(0) && allWords(texts.get(0) ?? [])) return 0;
  if (header || words.has(last)) return last;
  const [few, fewer] = [fewSmall(table, 0), fewSmall(table, last)];
  const pixels = Math.sqrt(last);
  const looksLikeImages = pixels >= 8 && Number.isInteger(pixels);
  return few >= 2 && few < Infinity && (looksLikeImages || few <= fewer || fewer < 2) ? 0 : last;
}

const allWords = (texts: readonly string[]) => texts.every((text) => text !== "" && Number.isNaN(Number(text)));

/** How many different values a column has, Infinity unless they are few small whole numbers. */
function fewSmall({ rows }: CsvTable, column: number): number {
  const values = new Set<number>();
  for (const row of rows) {
    const value = row[column] as number;
    if (!Number.isInteger(value) || value < 0 || value >= FEW) return Infinity;
    values.add(value);
  }
  return values.size;
}

/** The labels of several tables, as numbers of classes that they share. Throws DataError. */
export function readLabels(tables: readonly CsvTable[], column: number): { labels: Uint8Array[]; classNames: string[] } {
  const texts = tables.map((table) => table.texts.get(column) ?? []);
  for (const [i, table] of tables.entries()) {
    const row = texts[i]?.indexOf("") ?? -1;
    if (row >= 0) throw new DataError(`${table.path}: line ${table.lines[row]}, ${columnText(table, column)}: the label is missing`);
  }
  const numbers = tables.every(({ words }) => !words.has(column));
  const nameOf = numbers ? (text: string) => String(Number(text)) : (text: string) => text;
  const names = texts.map((list) => list.map(nameOf));
  const classNames = [...new Set(names.flat())].sort(numbers ? (a, b) => Number(a) - Number(b) : undefined);
  const [table] = tables as [CsvTable];
  const where = `${table.path}: ${columnText(table, column)}, taken for the labels, has`;
  if (classNames.length < 2)
    throw new DataError(`${where} only the value ${quoted(classNames[0] ?? "")}; droplab needs 2 to ${MOST_CLASSES} classes`);
  if (classNames.length > MOST_CLASSES)
    throw new DataError(
      `${where} ${classNames.length} different values; droplab takes 2 to ${MOST_CLASSES} classes, so name the column of the labels "label"`,
    );
  const numberOf = new Map(classNames.map((name, label) => [name, label]));
  return { labels: names.map((list) => Uint8Array.from(list, (name) => numberOf.get(name) as number)), classNames };
}
