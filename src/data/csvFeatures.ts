import type { CsvColumn } from "./csvColumn.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import { exampleOfQuantities, exampleOfTimes, quantityIn, timeIn } from "./csvMeasure.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";
import { DataError } from "./dataError.ts";
import { encodingDoubt } from "./guessedEncoding.ts";
import { quoted } from "./quotedText.ts";
import type { Categorical, Missing } from "./tableOptions.ts";

/** One more word in a column is too many. */
const MOST_CATEGORIES = 100;
/** So few words are categories, whatever they look like. */
const FEW_CATEGORIES = 20;

/** A feature: a column's numbers, or whether its word is this one. */
export interface Feature {
  readonly column: number;
  /** The word whose rows have 1, where it is one of a column of words. */
  readonly category?: string;
}

/** The features of the columns `columns`, by the training table: a column of words becomes one feature for each word, in their order. */
export function featuresOf({ profiles }: ProfiledTable, columns: readonly number[]): Feature[] {
  return columns.flatMap((column): Feature[] => {
    const { kind, tally } = profiles[column] as ColumnProfile;
    return kind === "words" ? [...tally.keys()].sort().map((category) => ({ column, category })) : [{ column }];
  });
}

/**
 * The values of a feature, NaN where they are missing; 0 for a word that the training table does not have. Throws DataError for a word
 * among numbers.
 */
export function valuesOf({ table, profiles }: ProfiledTable, { column, category }: Feature): Float64Array {
  const profile = profiles[column] as ColumnProfile;
  const texts = table.columns[column] as CsvColumn;
  const value = (text: string) => (category === undefined ? numberIn(profile, text) : Number(text === category));
  const stray = category === undefined ? texts.findRow((text) => !profile.isMissing(text) && Number.isNaN(value(text))) : -1;
  if (stray >= 0)
    throw new DataError(
      `${table.path}: line ${table.lines[stray]}, ${columnText(table, column)}: ${quoted(texts.text(stray))} is no number`,
    );
  return texts.map((text) => (profile.isMissing(text) ? Number.NaN : value(text)));
}

/** What cells may hold beside numbers. */
interface CellRules {
  readonly categorical: Categorical;
  readonly missing: Missing;
}

interface Fault {
  readonly line: number;
  readonly column: number;
  readonly what: string;
}

/**
 * Every feature must have a number or, unless these are refused, a word in every row, or be missing where that is allowed. `training` says
 * what each column is. Throws DataError for the first cell that is otherwise.
 */
export function checkFeatures(
  each: ProfiledTable,
  training: ProfiledTable,
  columns: readonly number[],
  label: number,
  rules: CellRules,
): void {
  const { table, profiles } = each;
  const faults = columns.flatMap((column): Fault[] => {
    const [own, kind] = [profiles[column] as ColumnProfile, (training.profiles[column] as ColumnProfile).kind];
    const describe = faultIn(own, kind, columnText(training.table, label), rules);
    const row = table.columns[column]?.findRow((text) => describe(text) !== undefined) ?? -1;
    if (row < 0) return [];
    const text = table.columns[column]?.text(row) as string;
    return [{ line: table.lines[row] as number, column, what: `${describe(text)}${encodingDoubt(table, text)}` }];
  });
  const [first] = faults.sort((a, b) => a.line - b.line || a.column - b.column);
  if (!first) return;
  const where = `${table.path}: line ${first.line}, ${columnText(table, first.column)}`;
  throw new DataError(`${where}: ${first.what}`);
}

/** A function that tells what is wrong with a text of a column, undefined where nothing is. */
function faultIn(own: ColumnProfile, kind: ColumnProfile["kind"], labels: string, { categorical, missing }: CellRules) {
  const many = `${own.missing} of ${own.missing + own.known} rows ${own.missing === 1 ? "lacks" : "lack"} it`;
  const instead = "--missing drop leaves such rows out, --missing mean puts the mean of the training rows";
  const numbers =
    kind === "words" && categorical === "refuse"
      ? `every column but the labels (${labels}) must hold numbers with --categorical refuse`
      : "its column holds numbers, so write one, or leave the cell empty and choose --missing drop or mean";
  // one that looks like a date may be a word among words
  const times = [...own.tally].reduce((sum, [text, rows]) => sum + (timeIn(text) ? rows : 0), 0);
  const areTimes = 2 * times > own.known;
  const commas = [...own.tally.keys()].some((text) => text.includes(","));
  return (text: string): string | undefined => {
    if (own.isMissing(text)) {
      if (missing !== "refuse") return undefined;
      return `${text === "" ? "the value is missing" : `the value is missing (${quoted(text)})`}; ${many}: ${instead}${text !== "" && kind === "words" ? "; where it is a word of its own, write another" : ""}`;
    }
    const value = numberIn(own, text);
    if (value === Number.POSITIVE_INFINITY && (kind !== "words" || categorical === "refuse"))
      return `${quoted(text)} is no number within ±3.4e38; ${numbers}`;
    if (own.kind === "unclear" && (commas ? text.includes(",") : text.includes("."))) return unclearText(text);
    const quantity = Number.isNaN(value) ? quantityIn(text) : undefined;
    const measure = kind === "words" ? (quantity ?? (areTimes ? timeIn(text) : undefined)) : undefined;
    if (measure) return `${quoted(text)} is ${measure}; write a plain number, or leave the column out with --ignore`;
    if (!Number.isNaN(value) || (kind === "words" && categorical === "auto")) return undefined;
    return `${quoted(text)} is no number within ±3.4e38; ${numbers}`;
  };
}

/**
 * What is wrong with a number whose mark can be either, and how to write it: without it, or with a decimal point and another number of
 * digits behind it.
 */
export const unclearText = (text: string): string =>
  `${quoted(text)} has a ${text.includes(",") ? "comma" : "dot"} that may be decimal or stand between thousands; ` +
  `write numbers with a decimal point and without marks between thousands, here ${text.replaceAll(/[.,]/g, "")} or ${text.replace(",", ".")}0`;

/** A column of words must have few, each in more than one row, and no numbers in another writing. Throws DataError. */
export function checkCategories({ table, profiles }: ProfiledTable, columns: readonly number[]): void {
  for (const column of columns) {
    const { kind, tally, known } = profiles[column] as ColumnProfile;
    if (kind !== "words") continue;
    const what = `${table.path}: ${columnText(table, column)} has ${tally.size} different words in ${known} rows`;
    const instead = `leave the column out with --ignore ${columnOption(table, column)}`;
    const example = tally.size > FEW_CATEGORIES ? exampleOfQuantities(tally.keys()) : undefined;
    if (example !== undefined)
      throw new DataError(`${what}, such as ${quoted(example)}, which are numbers in another writing; write plain numbers, or ${instead}`);
    if (tally.size <= MOST_CATEGORIES && tally.size <= known / 2) continue;
    const time = exampleOfTimes(tally.keys());
    if (time !== undefined)
      throw new DataError(
        `${table.path}: ${columnText(table, column)}: ${quoted(time)} is ${timeIn(time)}; write a plain number, such as the days since a first one, or ${instead}`,
      );
    throw new DataError(`${what}; as categories droplab takes at most ${MOST_CATEGORIES}, two rows each on average, so ${instead}`);
  }
}
