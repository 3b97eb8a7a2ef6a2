import { countsRows, isCount } from "./countedRows.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import { bareName, isBesideName, isPredictionName, labelNames, otherLabelNames } from "./csvHeader.ts";
import { exampleOfTimes, hasUnit, quantityIn } from "./csvMeasure.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";
import { namesRows, tellsNothing } from "./csvRowIndex.ts";
import type { CsvTable } from "./csvTable.ts";
import { DataError } from "./dataError.ts";
import { MOST_CLASSES } from "./imageDataset.ts";
import { ownSplitOf } from "./ownSplit.ts";
import { isPixelName, LEAST_PIXELS } from "./pictures.ts";
import { quoted } from "./quotedText.ts";

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
  const { kind, known, whole } = profile;
  if (kind !== "numbers") return false;
  const numbers = numbersOf(profile);
  if (numbers.size > MOST_CLASSES) return true;
  const quarters = [...numbers.keys()].every((value) => Number.isInteger(4 * value));
  if (!whole && numbers.size > (quarters ? MOST_QUARTERS : 2)) return true;
  if (numbers.size <= MOST_WHOLE) return false;
  const counts = whole && countsUp(profile);
  if (named && counts && [...numbers.values()].every((rows) => rows >= ROWS_OF_CODES)) return false;
  const rare = [...numbers.values()].filter((rows) => rows < RARE).length;
  return (!named && !counts) || known / numbers.size < FEW_EACH || rare / numbers.size > MANY_RARE;
}

/** How many rows have each number, however it is written: 1, 1.0 and 1.00 are one. */
export function numbersOf(profile: ColumnProfile): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  for (const [text, rows] of profile.tally) {
    const value = numberIn(profile, text);
    numbers.set(value, (numbers.get(value) ?? 0) + rows);
  }
  return numbers;
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
  /** Columns whose values could be labels as well, where no name tells; the likeliest first. */
  readonly others?: readonly number[];
}

/**
 * Which of the columns holds the labels: one named label, class, target, y, species and the like; else the first column if it is the only
 * one of words, and the last cannot be; else with a header that tells something the last; else the first if its values are few small whole
 * numbers and those of the last are not; else the last. Columns of dates, of one value and of other words in every row are neither the
 * first nor the last. Throws DataError where the first is as good as the last, and where that is called as labels rarely are.
 */
export function labelColumn(table: CsvTable, profiles: readonly ColumnProfile[], columns: readonly number[]): LabelColumn {
  return namedLabel(table, profiles, columns) ?? guessedLabel(table, profiles, columns);
}

function namedLabel(table: CsvTable, profiles: readonly ColumnProfile[], columns: readonly number[]): LabelColumn | undefined {
  const named = namedColumns(table, columns);
  const fits = (column: number) => canBeLabels(profiles[column] as ColumnProfile);
  const column = named.find(fits) ?? named[0];
  if (column === undefined) return undefined;
  const rivals = named.filter((other) => other !== column && fits(other));
  const { header = [] } = table;
  const profile = (other: number) => profiles[other] as ColumnProfile;
  // the last column is the labels of many, whatever it is called, and so is a first one of words; a category may be what is known of a row
  const [first, last] = [columns[0], columns.at(-1)];
  const isSure = labelNames.includes(bareName(header[column] as string));
  const describes = describing.includes(bareName(header[column] as string)) && column !== last;
  const isRival = (other: number) =>
    describes || other === last || hints.test(header[other] as string) || (isSure && other === first && isWords(profile(other)));
  const others = othersThan(column, header, columns, profile).filter((other) => isRival(other) && !rivals.includes(other));
  return { column, found: "named", why: "by its name", rivals, others };
}

function guessedLabel(table: CsvTable, profiles: readonly ColumnProfile[], columns: readonly number[]): LabelColumn {
  const guessed = (column: number, why: string) => ({ column, found: "guessed", why }) as const;
  const profile = (column: number) => profiles[column] as ColumnProfile;
  const varied = columns.filter((column) => profile(column).tally.size > 1 && !namesRows(profile(column)) && !areTimes(profile(column)));
  const candidates = varied.some((column) => canBeLabels(profile(column))) ? varied : columns;
  const [first = 0, last = 0] = [candidates[0], candidates.at(-1)];
  const isOther = (column: number) => areMeasures(profile(column)) && (column !== last || areQuantities(profile(column)));
  const words = columns.filter((column) => profile(column).kind === "words" && !isOther(column));
  const [only] = words.length === 1 ? words : [];
  const { header } = table;
  if (only === first && first !== last && canBeLabels(profile(first)) && !mixed(profile(first))) {
    if (areCodes(profile(last), header?.[last])) throw new DataError(firstOrLast(table, first, last));
    return { ...guessed(first, "the only one of words"), others: othersThan(first, header, candidates, profile) };
  }
  if (header && !header.every((name) => isNumbered(name))) {
    const noPixels = columns.filter((column) => !isPixelName(header[column] as string));
    if (noPixels.length === 1 && columns.length > 2) return guessed(noPixels[0] as number, "the only one that is no pixel");
    const others = othersThan(last, header, candidates, profile);
    const isCounted = countsRows({ table, profiles }, last, columns.slice(0, -1));
    if (others.length > 0 && (isCounted || isRarelyLabels(header[last] as string, profile(last))))
      throw new DataError(rarelyText(table, last, others));
    return { ...guessed(last, "the last, as no name tells"), others };
  }
  const pixels = isSquare(columns.length - 1);
  // pixels look like codes
  const besides = (column: number) => (pixels ? [] : othersThan(column, undefined, candidates, profile));
  if (only === last) return { ...guessed(last, "the last"), others: besides(last) };
  if (only !== undefined && canBeLabels(profile(only)) && !canBeLabels(profile(last)) && !canBeLabels(profile(first)))
    return { ...guessed(only, "the only one of words"), others: besides(only) };
  // what lies between pixels is one
  const [isAtStart, isAtEnd] = [first === columns[0], last === columns.at(-1)];
  if (pixels && !isAtStart && !isAtEnd) throw new DataError(betweenPixels(table, columns));
  if (pixels && isAtStart !== isAtEnd) return isAtEnd ? guessed(last, "the last") : guessed(first, "the first, of few whole numbers");
  const rivals = first !== last && [first, last].every((column) => areCodes(profile(column)));
  const [one, other] = [profile(first), profile(last)];
  // beside pixels one that does not count from 0 or 1, or that most rows share, is a pixel
  const isTold = pixels && (countsUp(one) !== countsUp(other) || isBackground(one) !== isBackground(other));
  if (rivals && !isTold && isWords(profile(first)) === isWords(profile(last)) && profile(first).tally.size <= profile(last).tally.size)
    throw new DataError(firstOrLast(table, first, last));
  const hasWords = words.includes(last) || profile(last).hasWords;
  const isFirst = !hasWords && looksMoreLikeLabels(profile(first), profile(last), pixels);
  if (isFirst) return { ...guessed(first, "the first, of few whole numbers"), others: besides(first) };
  const others = pixels && rivals && !isTold ? [first] : besides(last);
  return { ...guessed(last, "the last"), others };
}

/**
 * Refuses a guess where the first or the last column has one value in all training rows and several in the test file, as no other column: these
 * may be the labels, as where only what is usual is trained on. Throws DataError.
 */
export function refuseGuessBesideOneClass(
  training: ProfiledTable,
  testing: ProfiledTable,
  { column, found }: LabelColumn,
  ignored: readonly number[],
): void {
  if (found !== "guessed") return;
  const { table, profiles } = training;
  const columns = [...profiles.keys()].filter((place) => !ignored.includes(place));
  const constant = columns.filter((place) => profiles[place]?.tally.size === 1);
  const [other = -1] = constant.filter((place) => {
    const its = testing.profiles[place] as ColumnProfile;
    const isAtEnd = place === columns[0] || place === columns.at(-1);
    return (
      place !== column &&
      isAtEnd &&
      !isRarelyLabels(table.header?.[place] ?? "", its) &&
      its.tally.size >= 2 &&
      its.tally.size <= MOST_WHOLE &&
      !isQuantity(its)
    );
  });
  // a pixel, or one of many words, may be 0 in all training rows
  if (constant.length > 1 || columns.length > LEAST_PIXELS) return;
  if (other < 0) return;
  const [only] = (profiles[other] as ColumnProfile).tally.keys();
  throw new DataError(
    `label: no name tells the labels of ${table.path}: ${columnText(table, other)} has ${(testing.profiles[other] as ColumnProfile).tally.size} values in ${testing.table.path}, but for the rows to be trained on only ${quoted(only as string)}; choose with --label ${columnOption(table, column)} or --label ${columnOption(table, other)}`,
  );
}

const betweenPixels = (table: CsvTable, [one = 0, ...others]: readonly number[]): string =>
  `label: no name tells the labels of ${table.path}, and neither the first nor the last column can be; choose with --label, as --label ${columnOption(table, one)} for ${columnText(table, one)} or --label ${columnOption(table, others.at(-1) ?? one)} for ${columnText(table, others.at(-1) ?? one)}`;

const firstOrLast = (table: CsvTable, first: number, last: number): string =>
  `label: ${columnText(table, first)} and ${columnText(table, last)} of ${table.path}, the first and the last, could both be the labels, and no name tells; choose with --label ${columnOption(table, first)} or --label ${columnOption(table, last)}`;

/** Names of labels that features have as well, which tell what a row is about, unless they are those of the last column. */
const describing = ["species", "variety", "category"];

/** Parts of names that labels rather have than features. */
const hints =
  /^is[_A-Z]|type$|status|result|label|class|target|outcome|churn|attrition|^left$|exit|fraud|default|event|grade|response|diagnos|approv|cancel|surviv|purchas|promot|died|death|dead|return|sold|click|readmit|delay|passed|won$|fail/i;

/** Whether a column's name tells of something else that rows have: a date, a batch, how often it was seen, the rows of a split. */
const isRarelyLabels = (name: string, profile: ColumnProfile): boolean =>
  isBesideName(name, profile.tally.size > 2) || isCount(name, profile) || ownSplitOf(name, profile) === "doubtful";

/** Which other columns could hold the labels as well, by their values; those first whose names hint at it. */
function othersThan(
  taken: number,
  header: readonly string[] | undefined,
  columns: readonly number[],
  profile: (column: number) => ColumnProfile,
) {
  const last = columns.at(-1);
  const isAble = (column: number) => areCodes(profile(column), header?.[column]) || (column === last && canBeLabels(profile(column)));
  const able = columns.filter(
    (column) =>
      column !== taken &&
      isAble(column) &&
      !isPredictionName(header?.[column] ?? "") &&
      !(isWords(profile(column)) && areMeasures(profile(column))),
  );
  return [true, false].flatMap((wanted) => able.filter((column) => hints.test(header?.[column] ?? "") === wanted));
}

/** That the last column is called as labels rarely are, and which other could be. */
function rarelyText(table: CsvTable, last: number, others: readonly number[]): string {
  const [other] = others as [number];
  return `label: no name tells the labels of ${table.path}: ${columnText(table, last)}, the last, is called as labels rarely are, and ${columnText(table, other)} could hold them as well; choose with --label ${columnOption(table, last)} or --label ${columnOption(table, other)}`;
}

/** The first of some columns as an example of --label. */
export const exampleText = (table: CsvTable, [other]: readonly number[]): string =>
  other === undefined ? "" : `, as --label ${columnOption(table, other)} for ${columnText(table, other)}`;

/** V1, x_2, col 3, 4, and the 0.12 that a program makes of the twelfth 0: names that count the columns, and tell no more than none. */
const isNumbered = (name: string) => /^(?:\d+\.\d+)?$/.test(name) || (/\d$/.test(name) && tellsNothing(name));

const isWords = ({ kind }: ColumnProfile) => kind === "words" || kind === "truths";

/** Whether a column may be labels by its values: words, or few small whole numbers; no pixels. */
const areCodes = (profile: ColumnProfile, name = ""): boolean =>
  canBeLabels(profile) &&
  !isPixelName(name) &&
  !areTimes(profile) &&
  (isWords(profile) ? !areQuantities(profile) : isFew(fewSmall(profile)));
const isFew = (count: number) => count >= 2 && count <= MOST_WHOLE;

/** Whether words are dates or times of day. */
const areTimes = ({ kind, tally }: ColumnProfile): boolean => kind === "words" && exampleOfTimes(tally.keys()) !== undefined;

/** Whether a table of so many features may be pictures. */
const isSquare = (features: number) => features >= LEAST_PIXELS && Number.isInteger(Math.sqrt(features));

/**
 * Whether the first column rather than the last is labels: it has few small whole numbers, no more than the last. Beside pixels, one that
 * counts from 0 or 1 comes before one that does not, and one that many rows share is background.
 */
function looksMoreLikeLabels(first: ColumnProfile, last: ColumnProfile, pixels: boolean): boolean {
  const [few, fewer] = [fewSmall(first), fewSmall(last)];
  if (few < 2 || few === Infinity) return false;
  if (fewer < 2 || fewer === Infinity) return true;
  if (!pixels) return false; // where the first is as good as the last it is refused
  if (countsUp(first) !== countsUp(last)) return countsUp(first);
  return isBackground(first) === isBackground(last) ? few <= fewer : isBackground(last);
}

const countsUp = (profile: ColumnProfile) => profile.least <= 1 && profile.most - profile.least + 1 === numbersOf(profile).size;
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
  const isPlace = (name = "") => /(?:^|[^a-z])[xz]$/.test(name);
  const places = (column: number) => bare[column] === "y" && (isPlace(names[column - 1]) || isPlace(names[column + 1])) && column !== last;
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
  return kind === "numbers" && !hasWords && whole && least >= -1 && most < FEW ? tally.size : Infinity;
}
