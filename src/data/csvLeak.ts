import type { CsvColumn } from "./csvColumn.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";
import type { CsvTable } from "./csvTable.ts";
import { MOST_CLASSES } from "./imageDataset.ts";
import { quoted } from "./quotedText.ts";

/** What hardly happens in a table by chance, and such a part of the rows are few exceptions. */
export const CHANCE = 1e-9;
const EXCEPTIONS = 0.02;
/** A value that more of the rows share goes with every class by chance. */
const MOST_USUAL = 0.9;
/** A value of fewer rows is not the usual one, which stands for nothing. */
const LEAST_USUAL = 0.3;

/** What to do with a column that tells the class. */
export const ifUnknown = (table: CsvTable, column: number): string =>
  `if nobody knows it before the class, --ignore ${columnOption(table, column)} leaves it out`;

/** Rows with their classes, and which columns are features. */
export interface Labelled {
  readonly training: ProfiledTable;
  readonly features: readonly number[];
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
}

/** The same but for features of which something is said. */
export const besides = (labelled: Labelled, answers: readonly Answer[]): Labelled => ({
  ...labelled,
  features: labelled.features.filter((column) => !answers.some((answer) => answer.column === column)),
});

/** A column that tells classes, and what is said of it. */
export interface Answer {
  readonly column: number;
  readonly text: string;
  /** It tells a class in some rows only, as a word of a text does. */
  readonly inSomeRows?: boolean;
}

/** So many answers in some rows are told one by one. */
const MOST_TOLD = 3;

/** What is said of columns that tell classes: of those that do so in some rows, as the words of texts do, some and how many more. */
export function answersText(answers: readonly Answer[]): string[] {
  const [inSome, inAll] = [answers.filter(({ inSomeRows }) => inSomeRows), answers.filter(({ inSomeRows }) => !inSomeRows)];
  const rest = inSome.length - MOST_TOLD;
  return [
    ...[...inAll, ...inSome.slice(0, MOST_TOLD)].map(({ text }) => text),
    ...(rest > 0 ? [`${rest} more ${rest === 1 ? "column tells" : "columns tell"} a class in some rows`] : []),
  ];
}

/**
 * Which feature columns have the classes' answers: each value goes with one class only, one value stands for a class, as in a column of
 * classes that are one-hot, or each class goes with one value only; but for few rows, and as chance does not make them.
 */
export function answersIn({ training: { table, profiles }, features, labels, classNames }: Labelled): Answer[] {
  const commonest = Math.max(...countsOf(labels)) / labels.length;
  return features.flatMap((column): Answer[] => {
    const profile = profiles[column] as ColumnProfile;
    const { kind, tally, known } = profile;
    // 1 and 1.0 are one value
    const valueIn = (text: string) => (kind === "words" ? text : numberIn(profile, text));
    const valued = [...tally].map(([text, rows]) => ({ text, value: valueIn(text), rows }));
    const counts = new Map<string | number, number>();
    for (const { value, rows } of valued) counts.set(value, (counts.get(value) ?? 0) + rows);
    if (counts.size < 2 || counts.size > known / 2) return [];
    const values = new Map(valued.map(({ text, value }) => [text, value]));
    const texts = table.columns[column] as CsvColumn;
    const valueAt = (row: number) => values.get(texts.text(row));
    const textOf = (wanted: string | number) => [...values].find(([, value]) => value === wanted)?.[0] ?? "";
    const said = (text: string): Answer[] => [{ column, text }];
    const most = EXCEPTIONS * known;
    const classOf = (row: number) => labels[row] as number;
    const isSure = (groups: number, exceptions: number, share: number) =>
      exceptions <= most && chanceOf(known, groups, exceptions, share) <= CHANCE;
    const but = (exceptions: number) => (exceptions > 0 ? `, but for ${exceptions} of ${known} rows` : "");
    const ofValues = exceptionsTo(labels.length, valueAt, classOf, most);
    // of few known values, and where there is one class, each goes with one by chance
    const isRenamed = commonest < 1 && ofValues === 0 && counts.size <= 2 * classNames.length && 2 * known >= labels.length;
    if (isRenamed || (ofValues <= most && isSure(counts.size, ofValues, commonest)))
      return said(`${columnText(table, column)} tells the class by itself: each of its values goes with one class only${but(ofValues)}`);
    const marked = { valueAt, classOf, counts, labels, classNames };
    const mark = markOf(marked);
    if (mark) {
      return said(
        `${columnText(table, column)} is ${quoted(textOf(mark.value))} in ${mark.within} of the ${mark.rows} rows of class ${quoted(mark.name)} and in ${mark.beyond} of the ${labels.length - mark.rows} others; ${ifUnknown(table, column)}`,
      );
    }
    const unusual = counts.size === 2 || kind !== "words" ? unusualOf(marked) : undefined;
    if (unusual) {
      const text = `${columnText(table, column)} is not ${quoted(textOf(unusual.value))} in ${unusual.rows} rows, of which ${unusual.within} are of class ${quoted(unusual.name)}; ${ifUnknown(table, column)}`;
      return [{ column, text, inSomeRows: true }];
    }
    const usual = [...counts.values()].reduce((most, rows) => Math.max(most, rows), 0) / known;
    if (usual > MOST_USUAL) return [];
    const ofClasses = exceptionsTo(labels.length, classOf, valueAt, most);
    if (!isSure(classNames.length, ofClasses, usual)) return [];
    return said(
      `${columnText(table, column)} tells some classes from the others by itself: each class goes with one of its ${counts.size} values only${but(ofClasses)}; ${ifUnknown(table, column)}`,
    );
  });
}

/** Whether the rows of each group have one class, but for few, and as chance does not make it. */
export function areOfOneClass(labels: Uint8Array, groupOf: (row: number) => string | undefined): boolean {
  const grouped = Array.from(labels.keys(), groupOf).filter((group) => group !== undefined);
  const most = EXCEPTIONS * grouped.length;
  const exceptions = exceptionsTo(labels.length, groupOf, (row) => labels[row], most);
  const commonest = Math.max(...countsOf(labels)) / labels.length;
  return exceptions <= most && chanceOf(grouped.length, new Set(grouped).size, exceptions, commonest) <= CHANCE;
}

interface MarkedColumn {
  readonly valueAt: (row: number) => string | number | undefined;
  readonly classOf: (row: number) => number;
  /** How many rows have each value. */
  readonly counts: ReadonlyMap<string | number, number>;
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
}

/** A value that stands for a class: nearly all rows of that have it, and hardly any other. */
interface Mark {
  readonly value: string | number;
  readonly name: string;
  readonly rows: number;
  readonly within: number;
  readonly beyond: number;
}

/** The value of a column that most rows of some class have and hardly any other row, as chance does not make it. */
function markOf({ valueAt, classOf, counts, labels, classNames }: MarkedColumn): Mark | undefined {
  const ofClass = countsOf(labels);
  // only a value of about as many rows as some class can stand for it
  const sizes = [...new Set(ofClass)].filter((size) => size > 0);
  const isNear = (rows: number) => sizes.some((size) => Math.abs(size - rows) <= 2 * EXCEPTIONS * Math.max(size, rows));
  const candidates = new Set([...counts].flatMap(([value, rows]) => (isNear(rows) ? [value] : [])));
  if (candidates.size === 0) return undefined;
  const found = new Map<string | number, Uint32Array>();
  for (let row = 0; row < labels.length; row++) {
    const value = valueAt(row);
    if (value === undefined || !candidates.has(value)) continue;
    const within = found.get(value) ?? new Uint32Array(MOST_CLASSES);
    found.set(value, within);
    (within[classOf(row)] as number)++;
  }
  for (const [value, byClass] of found) {
    const label = byClass.indexOf(Math.max(...byClass));
    const [rows, within] = [ofClass[label] as number, byClass[label] as number];
    const all = counts.get(value) as number;
    if (within < (1 - EXCEPTIONS) * Math.max(rows, all)) continue;
    if (chanceThat(all, all - within, rows / labels.length) > CHANCE) continue;
    return { value, name: classNames[label] as string, rows, within, beyond: all - within };
  }
  return undefined;
}

/** Where the rows with other values than the commonest have one class, though that has others, as chance does not make it. */
function unusualOf({ valueAt, classOf, counts, labels, classNames }: MarkedColumn): Omit<Mark, "beyond"> | undefined {
  const [value, count] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best));
  const ofClass = countsOf(labels);
  const within = new Uint32Array(MOST_CLASSES);
  let rows = 0;
  for (let row = 0; row < labels.length; row++) {
    const other = valueAt(row);
    if (other === undefined || other === value) continue;
    rows++;
    (within[classOf(row)] as number)++;
  }
  if (count < LEAST_USUAL * (count + rows)) return undefined;
  const label = within.indexOf(Math.max(...within));
  const found = within[label] as number;
  const share = (ofClass[label] as number) / labels.length;
  if (rows - found > EXCEPTIONS * rows || chanceThat(rows, rows - found, share) > CHANCE) return undefined;
  return { value, name: classNames[label] as string, rows, within: found };
}

/** How many rows have each label. */
export function countsOf(labels: Uint8Array): Uint32Array {
  const counts = new Uint32Array(MOST_CLASSES);
  for (const label of labels) (counts[label] as number)++;
  return counts;
}

/** How likely all but some of n rows at the most agree, were each to agree with such a probability q, at the most: C(n, k) qⁿ⁻ᵏ. */
export function chanceThat(rows: number, exceptions: number, agreeing: number): number {
  let log = (rows - exceptions) * Math.log(agreeing);
  for (let k = 0; k < exceptions; k++) log += Math.log((rows - k) / (k + 1));
  return Math.exp(log);
}

/** The same of rows that agree with another of their group or not, were values drawn as often as the commonest. */
const chanceOf = (rows: number, groups: number, exceptions: number, commonest: number): number =>
  chanceThat(rows - groups, exceptions, commonest);

type Text = string | number | undefined;

/** Rows with another value than most of their group, as soon as they are more than `most`; rows without one of these are none. */
function exceptionsTo(rows: number, groupOf: (row: number) => Text, itemOf: (row: number) => Text, most: number): number {
  const groups = new Map<Text, { readonly counts: Map<Text, number>; largest: number }>();
  let exceptions = 0;
  for (let row = 0; row < rows && exceptions <= most; row++) {
    const [group, value] = [groupOf(row), itemOf(row)];
    if (group === undefined || value === undefined) continue;
    let known = groups.get(group);
    if (!known) {
      known = { counts: new Map(), largest: 0 };
      groups.set(group, known);
    }
    const count = (known.counts.get(value) ?? 0) + 1;
    known.counts.set(value, count);
    // either the commonest value of the group has one row more, or the others have
    if (count > known.largest) known.largest = count;
    else exceptions++;
  }
  return exceptions;
}
