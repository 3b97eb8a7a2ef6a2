import { bareName, labelNames } from "./csvHeader.ts";
import { exampleOfQuantities } from "./csvMeasure.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";
import type { CsvTable } from "./csvTable.ts";
import { isPersonId } from "./personNames.ts";

/** Names of columns that number the rows or name them. */
const indexNames = new Set(
  ["id", "ids", "index", "idx", "level0", "row", "rowid", "rowindex", "rowno", "rownum", "rownumber", "rowname", "rownames"].concat([
    "no",
    "nr",
    "obs",
    "sno",
    "srno",
    "slno",
    "serialno",
    "serialnumber",
    "uid",
    "uuid",
    "guid",
    "key",
    "objectid",
    "fid",
    "recordid",
    "recno",
  ]),
);

/** Whether a column's name is that of an index. */
export function isIndexName(name: string): boolean {
  return (
    name === "" ||
    /^unnamed[:._ ]*\d*$|^\.{3}\d+$|^(?:__index_)?level_\d+(?:__)?$/i.test(name) ||
    indexNames.has(bareName(name)) ||
    name === "#" ||
    /[_\s.-]id$/i.test(name) ||
    /[a-z]I[dD]$/.test(name) ||
    /^id[_\s.-]\p{L}/iu.test(name) ||
    isPersonId(name)
  );
}

/** Whether a column's name is that of an id: `id`, `User ID`, `customerID`, `uuid`. */
const isIdName = (name: string) => isIndexName(name) && (/ids?$|^id[_\s.-]/i.test(name) || isPersonId(name));

/** Names that an index shares with what is measured: a musical key, nitrogen monoxide. */
const sharedNames = new Set(["key", "no", "nr"]);

/** x, V1, col 3: names that tell nothing. */
export const tellsNothing = (name: string) => /^(?:[a-z]{0,2}|col(?:umn)?|var)[ _.-]?\d*$/i.test(name) || sharedNames.has(bareName(name));

/** A time counts, too, and is measured. */
export const isTime = (name: string) => /year|month|week|day|date|time|hour|minute|second|quarter|period/i.test(name);

/** Whether hardly two rows share a word: such words say nothing of a new row. */
export const namesRows = ({ kind, known, tally }: ColumnProfile): boolean =>
  kind === "words" && known >= 10 && tally.size > 0.95 * known && exampleOfQuantities(tally.keys()) === undefined;

/** At least so many rows before values that only differ are an index. */
const MANY_ROWS = 20;

/** An index has so many levels, the last of which numbers the rows of each group. */
const MOST_LEVELS = 3;

/** The names of the columns, but for those behind the last that has one: lines end with separators there. */
const namesOf = ({ header = [] }: CsvTable): readonly string[] => header.slice(0, 1 + header.findLastIndex((name) => name !== ""));

/** Whether a column among the first has no name, and all behind it have, as pandas and R write an index. */
const isUnnamed = (table: CsvTable, column: number, { kind, whole }: ColumnProfile): boolean => {
  const names = namesOf(table);
  return (
    column < MOST_LEVELS &&
    names.length > column + 2 &&
    names.every((name, other) => (other < column ? true : (other === column) === (name === ""))) &&
    (column === 0 || kind === "words" || whole)
  );
};

/** The first columns of a table, if they have no names and all behind them have: how many they are, of as many as an index has levels. */
export function unnamedLead(table: CsvTable): number {
  const names = namesOf(table);
  const first = names.findIndex((name) => name !== "");
  return first > 0 && first <= MOST_LEVELS && names.length > first + 1 && !names.includes("", first) ? first : 0;
}

/** So few different numbers may be classes, and words of which each has so many rows on average. */
const [FEW_CLASSES, ROWS_OF_CLASS] = [20, 4];

/** Whether what comes again in an index, since tables were put together or drawn from, does not do so as classes do. */
function areNoClasses(table: CsvTable, column: number, profile: ColumnProfile): boolean {
  const { tally, known, kind } = profile;
  if (kind === "words") return ROWS_OF_CLASS * tally.size > known;
  return tally.size > FEW_CLASSES || 2 * tally.size > known || countsAnew(undefined, numbersIn(table, column, profile));
}

const numbersIn = (table: CsvTable, column: number, profile: ColumnProfile) =>
  table.columns[column]?.map((text) => numberIn(profile, text)) as Float64Array;

/** Of numbers of cases, such a part at least are other ones; they reach so many times farther than the rows. */
const [MANY_OTHERS, FAR] = [0.9, 10];
/** Such a part of the steps of a count are by one: parts of a plan, as doses of ten patients, begin anew more often. */
const MANY_STEPS = 0.95;
/** Names of what has a number of its own. */
const caseName =
  /^(?:number|nummer|numero|code|no|nr|num|nbr|id|uid|mrn|case|patient|subject|sample|record|recno|accession|account|order|ticket|identifier|kennung|seqn|hhid|objid|pid|ssn|dni|pesel|cpf|barcode|phone|telefon|\p{L}+(?:nummer|номер)|номер|编号|学号|病历号|番号)$/iu;
const lastWord = (name: string) => name.split(/[^\p{L}]+|(?<=\p{Ll})(?=\p{Lu})/u).findLast(Boolean) ?? "";

/** Whether such are the numbers of cases, of which a few may come again: patients who were seen twice. */
const areCases = (name: string | undefined, column: number, { tally, known, least, most }: ColumnProfile): boolean =>
  tally.size >= MANY_OTHERS * known &&
  least >= 0 &&
  most - least > FAR * known &&
  (name === undefined ? column === 0 : caseName.test(lastWord(name)));

/** Whether numbers count the rows by one, and begin anew where tables were put one behind another: nearly all are one more than the last. */
function countsAnew(name: string | undefined, values: Float64Array): boolean {
  const steps = values.reduce((sum, value, row) => sum + Number(row > 0 && value === (values[row - 1] as number) + 1), 0);
  return !isTime(name ?? "") && (steps > MANY_STEPS * values.length || areCounters(values));
}

/**
 * Whether a column that is called as an id names what has several rows, and does not count the rows of each table anew: where it is no
 * feature, or where its rows stand together, as those of a panel.
 */
export function namesAgain(
  table: CsvTable,
  column: number,
  profile: ColumnProfile,
  { isFeature }: { readonly isFeature: boolean },
): boolean {
  const name = table.header?.[column] ?? "";
  if (!isIdName(name) && !sharedNames.has(bareName(name))) return false;
  if (profile.kind !== "numbers") return !isFeature;
  const values = numbersIn(table, column, profile);
  const stays = values.reduce((sum, value, row) => sum + Number(row > 0 && value === values[row - 1]), 0);
  return 2 * stays > values.length || (!isFeature && !countsAnew(undefined, values));
}

/** Whether numbers are those of several counters, in whatever order: from 0 or 1 without a gap, the larger a number the fewer have it. */
function areCounters(values: Float64Array): boolean {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  const sorted = [...times].sort(([a], [b]) => a - b);
  const [base = 2] = sorted[0] ?? [];
  return (
    base <= 1 &&
    sorted.length > FEW_CLASSES &&
    sorted.every(([value, rows], i) => value === base + i && (i === 0 || rows <= (sorted[i - 1]?.[1] as number)))
  );
}

/**
 * Whether a column numbers the rows, or names each of them: `sure` by its name or because it counts by one; `likely` where all its whole
 * numbers differ and grow from row to row, or are hardly more than the rows; `doubtful` where these have a name that tells of something
 * else, where they differ in a first column without a name, and wherever else they grow or fall from row to row, which they do by chance
 * once in n! tables; where all or nearly all of them differ, and the name tells of cases or there is none; where they count by one, and
 * begin anew.
 */
export type IndexKind = "sure" | "likely" | "doubtful";

export function indexKind(table: CsvTable, column: number, profile: ColumnProfile): IndexKind | undefined {
  const count = table.lines.length;
  if (isUnnamed(table, column, profile) && profile.known > 0 && areNoClasses(table, column, profile))
    return profile.tally.size === count ? "sure" : "likely";
  if (profile.missing > 0 || profile.known !== count) return undefined;
  const name = table.header?.[column];
  if (name !== undefined && labelNames.includes(bareName(name))) return undefined;
  const distinct = profile.tally.size;
  const numbers = profile.kind === "numbers" && profile.whole && !profile.hasWords;
  const named = name !== undefined && isIndexName(name) && !(numbers && sharedNames.has(bareName(name)));
  if (named && (numbers || profile.kind === "words")) {
    if (distinct === count) return "sure";
    // what comes again does not number the rows: an index of prices, a count of observations
    if (name !== "" && distinct > count / 2 && (!numbers || isIdName(name))) return "likely";
  }
  if (!numbers) return undefined;
  const values = numbersIn(table, column, profile);
  if (distinct !== count)
    return count >= MANY_ROWS && (areCases(name, column, profile) || countsAnew(name, values)) ? "doubtful" : undefined;
  const step = (values[1] as number) - (values[0] as number);
  const [first, last] = [values[0] as number, values.at(-1) as number];
  if (Math.abs(step) === 1 && values.every((value, row) => value === first + step * row))
    return isTime(name ?? "") ? (first <= 1 || last <= 1 ? "doubtful" : undefined) : "sure";
  const guess = name === undefined || tellsNothing(name) ? "likely" : "doubtful";
  const grows = values.every((value, row) => row === 0 || value > (values[row - 1] as number));
  const falls = values.every((value, row) => row === 0 || value < (values[row - 1] as number));
  if (grows && first >= 0 && first < count && last < 10 * count) return last < 2 * count ? "likely" : guess;
  const fills = count >= MANY_ROWS && profile.most - profile.least < 2 * count;
  const fromStart = profile.least >= 0 && profile.most < 2 * count;
  if (fills) return fromStart && (column === 0 || name === undefined) ? guess : "doubtful";
  const tellsCases = count >= MANY_ROWS && ((column === 0 && name === undefined) || areCases(name, column, profile));
  return grows || falls || tellsCases ? "doubtful" : undefined;
}
