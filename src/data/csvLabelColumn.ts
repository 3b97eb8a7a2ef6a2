import { columnOption, columnText } from "./csvColumnText.ts";
import { bareName, labelNames, otherLabelNames } from "./csvHeader.ts";
import { hasUnit, quantityIn } from "./csvMeasure.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";
import type { CsvTable } from "./csvTable.ts";
import { DataError } from "./dataError.ts";
import { MOST_CLASSES } from "./imageDataset.ts";
import { isPixelName } from "./pictures.ts";

/** At most so many different whole numbers from 0 are few small ones. */
const FEW = 100;

/**
 * More different numbers than these are a quantity: with quarters; and whole, where classes have fewer rows than `FEW_EACH` on average or
 * many are rare.
 */
const [MOST_QUARTERS, MOST_WHOLE, FEW_EACH] = [10, 20, 10];
/** A pixel that such a part of the rows share is background. */
const BACKGROUND = 0.9;
/** So few rows make a class rare, and such a part of rare classes is many. */
const [RARE, MANY_RARE] = [3, 0.2];

/** Classes that count from 0 or 1 have so many rows each. */
const ROWS_OF_CODES = 5;

/**
 * Whether a column measures something, so that its numbers are no classes. Many whole numbers are none where they have few rows, unless its
 * name is that of labels and they count from 0 or 1; nor, where it is not, where they do not count.
 */
export function isQuantity(profile: ColumnProfile, named = true): boolean {
  const { kind, tally, known, whole } = profile;
  if (kind !== "numbers") return false;
  if (tally.size > MOST_CLASSES) return true;
  const quarters = [...tally.keys()].every((text) => Number.isInteger(4 * numberIn(profile, text)));
  if (!whole && tally.size > (quarters ? MOST_QUARTERS : 2)) return true;
  if (tally.size <= MOST_WHOLE) return false;
  const counts = whole && countsUp(profile);
  if (named && counts && [...tally.values()].every((rows) => rows >= ROWS_OF_CODES)) return false;
  const rare = [...tally.values()].filter((rows) => rows < RARE).length;
  return (!named && !counts) || known / tally.size < FEW_EACH || rare / tally.size > MANY_RARE;
}

/** Whether a column can be labels: two classes or more, and rows that share them. */
const canBeLabels = (profile: ColumnProfile): boolean =>
  profile.tally.size >= 2 && profile.tally.size <= MOST_CLASSES && profile.tally.size <= profile.known / 2 && !isQuantity(profile);

/** A number with marks or a unit, but no first, second, third. */
const measured = /^(?:[a-z]{3}\s)?[^a-z]*\d[^a-z]*(?:\s*(?!(?:st|nd|rd|th)$)[a-z]{1,3})?$/i;

/** Whether most words of a column are numbers in another writing, so that they are hardly classes. */
const areMeasures = ({ tally }: ColumnProfile) => 2 * [...tally.keys()].filter((text) => measured.test(text)).length > tally.size;

/** Whether most words of a column are numbers in another writing for sure, as `1 249,99` and `$5`, or many with a unit. */
export function areQuantities({ kind, tally }: ColumnProfile): boolean {
  const are = (is: (text: string) => boolean) => 2 * [...tally.keys()].filter(is).length > tally.size;
  return kind === "words" && (are((text) => quantityIn(text) !== undefined) || (tally.size > MOST_QUARTERS && are(hasUnit)));
}

export interface LabelColumn {
  readonly column: number;
  /** Whether an option names it, or its header names labels, or neither. */
  readonly found: "asked" | "named" | "guessed";
  /** Why this one, in a few words. */
  readonly why: string;
  /** Other columns with names of labels. */
  readonly rivals?: readonly number[];
  /** Another column that could be the labels as well, the first or the last. */
  readonly instead?: number;
}

/**
 * Which of the columns holds the labels: one named label, class, target, y, species and the like; else the first or the last column if it
 * is the only one with words; else with a header the last; without one the first if its values are few small whole numbers and those of the
 * last are not; else the last. Columns that cannot be labels come after those that can. Throws DataError where the first is as good as the last.
 */
export function labelColumn(table: CsvTable, profiles: readonly ColumnProfile[], columns: readonly number[]): LabelColumn {
  const guessed = (column: number, why: string) => ({ column, found: "guessed", why }) as const;
  const [first = 0, last = 0] = [columns[0], columns.at(-1)];
  const profile = (column: number) => profiles[column] as ColumnProfile;
  const named = namedColumns(table, columns);
  const fitting = named.find((column) => canBeLabels(profile(column)));
  const column = fitting ?? named[0];
  if (column !== undefined) {
    const rivals = named.filter((other) => other !== column && canBeLabels(profile(other)));
    // a last column of words is the labels of many, whatever it is called
    const isRival = column !== last && profile(last).kind !== "numbers" && canBeLabels(profile(last)) && !rivals.includes(last);
    return { column, found: "named", why: "by its name", rivals, ...(isRival && { instead: last }) };
  }
  const isOther = (column: number) => areMeasures(profile(column)) && (column !== last || areQuantities(profile(column)));
  const words = columns.filter((column) => profile(column).kind === "words" && !isOther(column));
  if (words.length === 1 && words[0] === first && first !== last && canBeLabels(profile(first)) && !mixed(profile(first)))
    return { ...guessed(first, "the only one of words"), ...(canBeLabels(profile(last)) && { instead: last }) };
  const { header } = table;
  if (header) {
    const others = columns.filter((column) => !isPixelName(header[column] as string));
    if (others.length === 1 && columns.length > 2) return guessed(others[0] as number, "the only one that is no pixel");
    return guessed(last, "the last, as no name tells");
  }
  if (words.includes(last) || profile(last).hasWords) return guessed(last, "the last");
  const [only] = words;
  if (only !== undefined && words.length === 1 && canBeLabels(profile(only)) && !canBeLabels(profile(last)) && !canBeLabels(profile(first)))
    return guessed(only, "the only one of words");
  const pixels = isSquare(columns.length - 1);
  const both = !pixels && first !== last && [first, last].every((column) => isCode(profile(column)) && canBeLabels(profile(column)));
  if (both && profile(first).tally.size <= profile(last).tally.size)
    throw new DataError(
      `label: ${columnText(table, first)} and ${columnText(table, last)} of ${table.path}, the first and the last, have few whole numbers both, and no header tells which are the labels; choose with --label ${columnOption(table, first)} or --label ${columnOption(table, last)}`,
    );
  const isFirst = looksMoreLikeLabels(profile(first), profile(last), pixels);
  return isFirst ? guessed(first, "the first, of few whole numbers") : { ...guessed(last, "the last"), ...(both && { instead: first }) };
}

/** Few small whole numbers, two or more. */
const isCode = (profile: ColumnProfile) => fewSmall(profile) >= 2 && fewSmall(profile) < Infinity;

/** Whether a table of so many features may be pictures. */
const isSquare = (features: number) => features >= 64 && Number.isInteger(Math.sqrt(features));

/**
 * Whether the first column rather than the last is labels: it has few small whole numbers, no more than the last. Beside pixels, one that
 * counts from 0 or 1 comes before one that does not, and one that many rows share is background.
 */
function looksMoreLikeLabels(first: ColumnProfile, last: ColumnProfile, pixels: boolean): boolean {
  const [few, fewer] = [fewSmall(first), fewSmall(last)];
  if (few < 2 || few === Infinity) return false;
  if (fewer < 2 || fewer === Infinity) return true;
  if (!pixels) return false; // fewer than the last: the others are refused
  if (countsUp(first) !== countsUp(last)) return countsUp(first);
  return isBackground(first) === isBackground(last) ? few <= fewer : isBackground(last);
}

const countsUp = ({ least, most, tally }: ColumnProfile) => least <= 1 && most - least + 1 === tally.size;
const isBackground = ({ tally, known }: ColumnProfile) => [...tally.values()].some((rows) => rows >= BACKGROUND * known);

const mixed = ({ tally }: ColumnProfile) => [...tally.keys()].some((text) => !Number.isNaN(Number(text)));

/**
 * Columns whose names labels have, the best name first; a y beside an x comes last, since both may be places. A class may be that of a
 * ticket or a school, so that another name of labels on the last column comes before it.
 */
function namedColumns({ header }: CsvTable, columns: readonly number[]): number[] {
  if (!header) return [];
  const [names, bare] = [header.map((name) => name.toLowerCase()), header.map(bareName)];
  const last = columns.at(-1) as number;
  const places = (column: number) => bare[column] === "y" && bare[column - 1] === "x" && column !== last;
  // a name as it should be before one with marks
  const called = [names, bare].flatMap((all) => labelNames.flatMap((wanted) => columns.filter((column) => all[column] === wanted)));
  const strong = [...new Set(called)].filter((column) => !places(column));
  const other = columns.filter((column) => otherLabelNames.includes(bareName(names[column] as string)));
  const [best] = strong;
  const outdone = best !== undefined && bare[best] === "class" && other.includes(last);
  return outdone ? [last, ...strong, ...other.filter((column) => column !== last)] : [...strong, ...other];
}

/** How many different values a column has, Infinity unless they are few small whole numbers. */
function fewSmall({ kind, hasWords, whole, least, most, tally }: ColumnProfile): number {
  return kind === "numbers" && !hasWords && whole && least >= 0 && most < FEW ? tally.size : Infinity;
}
