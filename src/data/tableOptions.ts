import { shown } from "#engine";
import { DataError } from "./dataError.ts";

/** How a table is read, where its file does not say. What is not given is decided by the file, and said in the data set's notes. */
export interface TableOptions {
  /** The column of the labels: its name in the header, or its number from 1. */
  readonly label?: string | number | undefined;
  /** Columns to leave out: names or numbers from 1, separated by commas. */
  readonly ignore?: string | undefined;
  /** The share of the rows that is the test part. */
  readonly split?: number | undefined;
  /** The seed of the order in which rows become test, held-out and training rows. */
  readonly splitSeed?: number | undefined;
  readonly categorical?: Categorical | undefined;
  readonly missing?: Missing | undefined;
  readonly pictures?: Pictures | undefined;
}

export const categoricals = ["auto", "refuse"] as const;
export type Categorical = (typeof categoricals)[number];
export const missings = ["refuse", "drop", "mean"] as const;
export type Missing = (typeof missings)[number];
export const picturesChoices = ["auto", "yes", "no"] as const;
export type Pictures = (typeof picturesChoices)[number];

export type TableOptionName = keyof TableOptions;

/** One option of a table, for command lines, experiment files and pages. */
export interface TableOption {
  readonly name: TableOptionName;
  readonly flags: string;
  readonly help: string;
  /** The allowed values in words: `0.9 is not …` */
  readonly range: string;
  /** What is used unless given, in words. */
  readonly default: string;
  /** The names of a choice. */
  readonly choices?: readonly string[];
  /** Whether commas are part of its text, so that a list of values cannot be given by commas. */
  readonly isList?: boolean;
  /** Whether its values are numbers alone, so that a range of them can be given. */
  readonly isNumber?: boolean;
  /** Whether a value that is no text, as an experiment file may have it, is in the range. */
  allows(value: unknown): boolean;
  /** The value of a text; undefined where it is none. */
  parse(text: string): string | number | undefined;
}

/** The least and the largest share that can be the test part. */
const [LEAST_SPLIT, MOST_SPLIT] = [0.01, 0.9];
export const DEFAULT_SPLIT_SEED = 1;
/** Random numbers have 32 bits of a seed. */
const MOST_SEED = 2 ** 32 - 1;

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isShare = (value: unknown) => isNumber(value) && value >= LEAST_SPLIT && value <= MOST_SPLIT;
const isSeed = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_SEED;
/** What of an option is a number. */
export const numberOption = (allows: (value: unknown) => boolean) => ({
  isNumber: true,
  allows,
  parse: (text: string) => (isText(text) && allows(Number(text)) ? Number(text) : undefined),
});
const choice = (choices: readonly string[]) => ({
  range: `one of ${choices.join(", ")}`,
  default: choices[0] as string,
  choices,
  allows: (value: unknown) => choices.includes(value as string),
  parse: (text: string) => (choices.includes(text) ? text : undefined),
});

/** The options of tables, in the order of their help. */
export const tableOptions: readonly TableOption[] = [
  {
    name: "label",
    flags: "--label <column>",
    help: "the column of a table that holds the labels: its name, or its number from 1",
    range: "the name of a column, or its number from 1",
    default: "found by its name or its values",
    allows: (value) => isText(value) || (Number.isSafeInteger(value) && (value as number) >= 0),
    parse: (text) => (isText(text) ? text : undefined),
  },
  {
    name: "ignore",
    flags: "--ignore <columns>",
    help: "columns of a table to leave out: names or numbers from 1, separated by commas, in double quotes where commas are in them; none keeps an index, too",
    range: "names of columns or their numbers from 1, separated by commas",
    default: "an index, empty columns, words that differ in every row",
    isList: true,
    allows: isText,
    parse: (text) => (isText(text) ? text : undefined),
  },
  {
    name: "split",
    flags: "--split <share>",
    help: "the share of a table's rows that is the test part, where no test file lies beside it",
    range: `a number from ${LEAST_SPLIT} to ${MOST_SPLIT}`,
    default: "a sixth",
    ...numberOption(isShare),
  },
  {
    name: "splitSeed",
    flags: "--split-seed <n>",
    help: "the seed that draws a table's test and held-out rows; all runs share one split",
    range: `a whole number from 0 to ${MOST_SEED}`,
    default: String(DEFAULT_SPLIT_SEED),
    ...numberOption(isSeed),
  },
  {
    name: "categorical",
    flags: "--categorical <how>",
    help: "a table's columns of words: auto makes a column of 0 and 1 of each word, refuse takes none",
    ...choice(categoricals),
  },
  {
    name: "missing",
    flags: "--missing <how>",
    help: "a table's missing values: refuse them, drop their rows, or put the mean of the training rows",
    ...choice(missings),
  },
  {
    name: "pictures",
    flags: "--pictures <whether>",
    help: "whether a table's rows are pictures, square and of one channel: auto asks for that shape and the range of bytes",
    ...choice(picturesChoices),
  },
];

/** Throws DataError for a value that is out of its range. */
export function checkOptions(options: TableOptions): void {
  for (const { name, range, allows } of tableOptions)
    if (options[name] !== undefined && !allows(options[name])) throw new DataError(`${name}: ${shown(options[name])} is not ${range}`);
}
