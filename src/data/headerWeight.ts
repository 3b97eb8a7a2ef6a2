import { commaGroups, isNumber, toNumber } from "./cellNumber.ts";
import type { CsvColumn } from "./csvColumn.ts";
import { isMissing } from "./missingValue.ts";

/** From this weight on, a first line is a header: it is a hundred times as likely as a row. */
export const HEADER_WEIGHT = 2;

/** How often a cell is a slip, a name is also a value, and a name is a number. */
const [SLIP, NAME_AS_VALUE, NUMBER_AS_NAME] = [0.01, 0.02, 0.1];
/** So many rows are looked at. */
const ROWS = 200;

/** A cell's number with a decimal point or comma, NaN where it is none or its comma may stand between thousands. */
function numberOf(text: string): number {
  const value = toNumber(text);
  return Number.isNaN(value) && !commaGroups.test(text.trim()) ? toNumber(text, { decimal: ",", groups: true }) : value;
}

const isYear = (text: string) => /^(?:1[5-9]|20)\d\d$/.test(text);

/**
 * The decimal logarithm of how much likelier a first line is as a header than as one more row of the columns below: a word that no other
 * row has, over words that come again, is hardly a row's, nor is a word over numbers; nor are numbers that rise from column to column where
 * those of other rows do not, as years and wave lengths, or lie apart from all below them, as numbers of genes. A word that comes again
 * below is hardly a name; nor is a number.
 */
export function headerWeight(first: readonly string[], below: readonly CsvColumn[]): number {
  const numbers: number[] = [];
  let weight = 0;
  for (const [column, name] of first.entries()) {
    if (isMissing(name)) continue;
    if (isNumber(name)) numbers.push(column);
    else weight += wordWeight(name, (below[column] as CsvColumn).tally());
  }
  return weight + seriesWeight(first, below, numbers);
}

function wordWeight(name: string, tally: ReadonlyMap<string, number>): number {
  let [rows, single, numbers] = [0, 0, 0];
  for (const [text, count] of tally) {
    if (isMissing(text)) continue;
    rows += count;
    if (count === 1) single++;
    if (isNumber(text)) numbers += count;
  }
  const again = tally.get(name) ?? 0;
  if (again > 0) return Math.min(0, Math.log10((NAME_AS_VALUE * rows) / again));
  // as often as a value of its own stands below, it stands in the first line (Good, Biometrika 1953)
  return numbers > rows / 2 ? -Math.log10(SLIP) : Math.log10((rows + 1) / (single + 1));
}

/** Of the rows that are looked at, those whose numbers go from column to column as those of the first line do; undefined where these go up and down. */
function rowsAlike(first: readonly string[], below: readonly CsvColumn[], columns: readonly number[]): number | undefined {
  const [one, two] = columns.map((column) => numberOf(first[column] as string));
  // years fall, too
  const sign = one !== undefined && two !== undefined && two < one ? -1 : 1;
  const rises = (text: (column: number) => string) =>
    columns.every((column, i) => i === 0 || sign * numberOf(text(column)) > sign * numberOf(text(columns[i - 1] as number)));
  if (!rises((column) => first[column] as string)) return undefined;
  const rows = Array.from({ length: countOf(below) }, (_, row) => row);
  return rows.filter((row) => rises((column) => (below[column] as CsvColumn).text(row))).length;
}

/** How many rows are looked at. */
const countOf = (below: readonly CsvColumn[]) => Math.min(ROWS, below[0]?.count ?? 0);

function seriesWeight(first: readonly string[], below: readonly CsvColumn[], columns: readonly number[]): number {
  if (columns.length === 0) return 0;
  const count = countOf(below);
  // one row at most is the first on either side; one that is the largest of sorted rows has values that come again
  if (areSeries(first, below, columns) || (lieFar(first, below, columns) && !hasValueAgain(first, below)))
    return 2 * Math.log10((count + 1) / 2);
  if (lieApart(first, below, columns)) return Math.log10((count + 1) / 2) + Math.log10(NUMBER_AS_NAME);
  const alike = rowsAlike(first, below, columns);
  if (alike === undefined) return columns.length * Math.log10(NUMBER_AS_NAME);
  let orders = 0;
  for (let i = 2; i <= columns.length; i++) orders += Math.log10(i);
  return Math.min(orders, Math.log10((count + 1) / (alike + 1))) + (areYears(first, below, columns) ? 1 : -1) * -Math.log10(NUMBER_AS_NAME);
}

/** So many numbers that rise or fall are of no row where hardly any row's do. */
const MANY_RISING = 8;
/** Such a part of the rows may do so, too. */
const FEW_RISING = 0.01;

/** Whether numbers rise or fall from column to column, all but perhaps that over the labels, where hardly any row's do: wave lengths. */
function areSeries(first: readonly string[], below: readonly CsvColumn[], columns: readonly number[]): boolean {
  return [columns, columns.slice(1), columns.slice(0, -1)].some((some) => {
    const alike = some.length < MANY_RISING ? undefined : rowsAlike(first, below, some);
    return alike !== undefined && alike <= FEW_RISING * countOf(below);
  });
}

/** Whether some cell of a first line is a value of a column of few values, as the class of a row is. */
const hasValueAgain = (first: readonly string[], below: readonly CsvColumn[]): boolean =>
  first.some((text, column) => {
    const tally = (below[column] as CsvColumn).tally();
    return tally.has(text) && !isMissing(text) && 2 * tally.size <= (below[column] as CsvColumn).count;
  });

/** So many numbers, and such a part of them, that lie farther from all below them than these from one another are of no row. */
const [MANY_FAR, PART_FAR] = [3, 0.6];

/** Whether most numbers lie far from all below them, as wave lengths over what was measured there. */
function lieFar(first: readonly string[], below: readonly CsvColumn[], columns: readonly number[]): boolean {
  const far = columns.filter((column) => {
    const value = numberOf(first[column] as string);
    const others = [...(below[column] as CsvColumn).tally().keys()].map((text) => numberOf(text)).filter(Number.isFinite);
    const [least, most] = others.reduce(([low, high], other) => [Math.min(low, other), Math.max(high, other)], [Infinity, -Infinity]);
    return most > least && (value < least - (most - least) || value > most + (most - least));
  });
  return far.length >= MANY_FAR && far.length >= PART_FAR * columns.length;
}

/** Whether numbers, several of them, all lie below or above all others of their columns. */
function lieApart(first: readonly string[], below: readonly CsvColumn[], columns: readonly number[]): boolean {
  const isApart = (column: number) => {
    const value = numberOf(first[column] as string);
    const others = [...(below[column] as CsvColumn).tally().keys()].filter(isNumber).map((text) => numberOf(text));
    return others.length > 0 && (others.every((other) => other < value) || others.every((other) => other > value));
  };
  return columns.length > 1 && columns.every(isApart);
}

/** Whether numbers are years, several of them, over numbers that are none. */
function areYears(first: readonly string[], below: readonly CsvColumn[], columns: readonly number[]): boolean {
  return columns.length > 1 && columns.every((column) => isYear(first[column] as string) && below[column]?.findRow(isYear) === -1);
}

/** The columns whose first text is a word that no other row has, though every other text there comes again. */
export function strangeWords(first: readonly string[], below: readonly CsvColumn[]): number[] {
  return first.flatMap((name, column) => {
    if (isMissing(name) || isNumber(name)) return [];
    const tally = (below[column] as CsvColumn).tally();
    return !tally.has(name) && tally.size >= 2 && [...tally.values()].every((rows) => rows > 1) ? [column] : [];
  });
}
