import { isNumber } from "./cellNumber.ts";
import { isMissing } from "./missingValue.ts";

/** Names of columns that hold labels, in any case and wherever they stand; the first that fits is taken. */
export const labelNames = ["label", "class", "target", "y"];
/** Names that labels have rather than features. */
export const otherLabelNames = [
  ...["labels", "classes", "classname", "classlabel", "targetname", "targetnames", "targetclass"],
  ...["ytrue", "truelabel", "trueclass", "groundtruth"],
  ...["species", "variety", "diagnosis", "outcome", "survived", "category"],
];
/** Other names of a last column that tell a header from data. */
const lastNames = [...labelNames, ...otherLabelNames, "type", "quality", "result", "status", "group", "kind"];

/** Names of what stands beside features and labels: when, where, by whom, how often. */
const besideNames = new RegExp(
  `^(?:${[
    "date|time|timestamp|datetime|year|month|day|week|hour|minute|second|(?:created|updated|modified)(?:at|on)?",
    "user|subject|patient|participant|person|annotator|rater|worker|operator|batch|session|trial|site|source|device|sensor|seed|version",
    "(?:sample|case|row|instance|survey|class)?weights?|(?:file|image|img)(?:name|path)?|path|url|link|comments?|notes?|remarks?|unit",
  ].join("|")})(?:id|no|nr|num|number|name)?$`,
);

/** Names of what a model said of a row. */
const predictionNames = new RegExp(
  `^(?:${[
    "(?:y|label|class|target|model|test|my|cv|oof)?pred(?:s|icted|ictions?)?(?:y|labels?|class(?:es)?|target|values?|prob(?:a|abilit(?:y|ies))?s?|score)?",
    "(?:y|label|class|target)(?:hat|guess(?:es)?|prob(?:a|abilit(?:y|ies))?s?)|model(?:answer|output|guess|score)s?",
  ].join("|")})\\d*$`,
);

/** Whether a name tells that a model's answers are in a column: `y_pred`, `predicted class`, `yhat`. */
export const isPredictionName = (name: string): boolean => predictionNames.test(bareName(name));

/**
 * Whether a name tells that a column is rarely the labels: a date, a user, a batch, a weight, a file, a prediction; `order_date` where it has many values,
 * for `full_time` may have two.
 */
export const isBesideName = (name: string, hasMany: boolean): boolean =>
  besideNames.test(bareName(name)) || isPredictionName(name) || (hasMany && /[_\s.-](?:date|time|at|weight)$|[a-z]Date$/.test(name));

/** A name without case and marks: `Class_Name` is `classname`. */
export const bareName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** A column below what may be its name: how many rows have each text. */
export type Below = ReadonlyMap<string, number>;

const count = (below: Below, is: (text: string) => boolean) => [...below].reduce((sum, [text, rows]) => sum + (is(text) ? rows : 0), 0);
const isWord = (text: string) => !isNumber(text) && !isMissing(text);
const isWhole = (text: string) => /^\d{1,6}$/.test(text);

/**
 * Whether the first line is a header: it has a name that labels have and no label is; or a word over numbers; or whole numbers that count
 * the columns; or numbers as pandas makes them different (`0.1`); or words, all over words that come again while these do not.
 */
export function isHeader(first: readonly string[], below: readonly Below[]): boolean {
  const again = (column: number) => (below[column] as Below).has(first[column] as string);
  const last = first.length - 1;
  const isNamed = (name: string, column: number) =>
    labelNames.includes(bareName(name)) || (column === last && lastNames.includes(bareName(name)));
  // a name that comes again below is a value, as y among y and n
  if (first.some((name, column) => isNamed(name, column) && !again(column))) return true;
  if (countsColumns(first, below) || isMadeDifferent(first, below)) return true;
  const words = first.flatMap((name, column) => (isWord(name) ? [column] : []));
  const overNumbers = words.filter((column) => isNumbers(below[column] as Below));
  const numbers = first.filter((name, column) => isNumber(name) && isNumbers(below[column] as Below));
  // one word among numbers over numbers is a bad cell
  const isValue = (column: number) => !overNumbers.includes(column) && again(column);
  if (overNumbers.length > 0)
    return numbers.length <= overNumbers.length && !numbers.some((name) => name.includes(".")) && !words.some(isValue);
  return words.length >= 2 && numbers.length === 0 && words.every((column) => !again(column) && comesAgain(below[column] as Below));
}

/** Numbers, but for a few bad cells. */
function isNumbers(below: Below): boolean {
  const [words, numbers] = [count(below, isWord), count(below, isNumber)];
  return numbers > 0 && words < numbers;
}

/** Whether a column's words are few, so that each comes again and again. */
function comesAgain(below: Below): boolean {
  const rows = count(below, () => true);
  return rows >= 4 && below.size <= rows / 2;
}

/** A first line that is no likelier as a row than this, and counts the columns, is a header. */
const RARE = 0.01;

/**
 * 0, 1, 2, … or 1, 2, 3, …, perhaps begun anew, as pandas writes columns without names; or years. Five in one run, or six in runs of three,
 * are no chance; fewer need columns in which the numbers stand over words or fractions only, or values below among which a row of just
 * these is rare.
 */
export function countsColumns(first: readonly string[], below: readonly Below[]): boolean {
  const columns = first.flatMap((name, column) => (isWhole(name) ? [column] : []));
  const others = first.flatMap((name, column) => (name === "" || isWhole(name) ? [] : [column]));
  if (columns.length < 2 || others.some((column) => !isWord(first[column] as string) || below[column]?.has(first[column] as string)))
    return false;
  if (areNumbersInAnyOrder(first, columns, below)) return true;
  const runs = runsOf(columns.map((column) => Number(first[column])));
  const [base] = runs[0] as number[];
  const isYears = runs.length === 1 && columns.length >= 3;
  if (!isYears && !((base === 0 || base === 1) && runs.every(([begin]) => begin === base))) return false;
  const isOther = (text: string) => isWord(text) || (isNumber(text) && /[.,eE]/.test(text));
  const standsOut = (column: number) => {
    const tally = below[column] as Below;
    const known = count(tally, (text) => !isMissing(text));
    return known > 0 && count(tally, isOther) >= 0.8 * known;
  };
  const noChance = columns.length >= 5 && (runs.length === 1 || runs.every((run) => run.length >= 3));
  // as often as each number stands in its column, if columns are independent
  const chance = columns.reduce((product, column) => {
    const tally = below[column] as Below;
    return product * (((tally.get(first[column] as string) ?? 0) + 1) / (count(tally, () => true) + 1));
  }, 1);
  const isRare = (base === 0 || base === 1) && runs.length === 1 && columns.length >= 3 && chance < RARE;
  return noChance || isRare || 2 * columns.filter(standsOut).length >= columns.length;
}

/** So many columns at least have their numbers as names in an order that no row has by chance. */
const MANY_IN_ORDER = 10;
/** Such a part of rankings has ties. */
const TIES = 0.05;

/**
 * Whether the columns are numbered from 0 or 1 in any order, as `0,1,10,11,2,…` sorted as texts: where not every row has each of these
 * numbers once, as ranks are.
 */
function areNumbersInAnyOrder(first: readonly string[], columns: readonly number[], below: readonly Below[]): boolean {
  if (columns.length < MANY_IN_ORDER) return false;
  const names = columns.map((column) => first[column] as string);
  const sorted = names.map(Number).sort((a, b) => a - b);
  const [base] = sorted as [number];
  if (base > 1 || sorted.some((value, place) => value !== base + place)) return false;
  const rows = count(below[columns[0] as number] as Below, () => true);
  const times = (name: string) => columns.reduce((sum, column) => sum + ((below[column] as Below).get(name) ?? 0), 0);
  // in rankings each row has each number, but for ties
  return !names.every((name) => Math.abs(times(name) - rows) <= TIES * rows);
}

/** Numbers in pieces that grow by one. */
function runsOf(values: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run && value === (run.at(-1) as number) + 1) run.push(value);
    else runs.push([value]);
  }
  return runs;
}

/** Whether equal names were made different by pandas, over whole numbers: `0, 0.1, 0.2, 7, 0.3`. */
function isMadeDifferent(first: readonly string[], below: readonly Below[]): boolean {
  const seen = new Map<string, number>();
  let made = 0;
  for (const [column, name] of first.entries()) {
    const [, base, number] = /^(\d+(?:\.\d+)?)\.(\d+)$/.exec(name) ?? [];
    if (base !== undefined && seen.get(base) === Number(number)) {
      seen.set(base, Number(number) + 1);
      made += Number(count(below[column] as Below, (text) => !/^\d*$/.test(text)) === 0);
    } else if (seen.has(name)) return false;
    else seen.set(name, 1);
  }
  return made >= 3 && made >= first.length / 4;
}
