import type { ChosenColumns } from "./csvChoice.ts";
import { columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";
import { DataError } from "./dataError.ts";

/** Two columns, a class and its contrary, are said to tell one another. */
const LEAST_COLUMNS = 3;
/** So many rows are looked at before all are, and in all but such a part of them one column holds. */
const [FIRST_ROWS, FAULTY] = [200, 0.02];

/** Columns of one name that are never 1 together are so by chance with such a probability at most. */
const CHANCE = 1e-4;

/** A column of two values, the smaller number or the first word first. */
interface TwoValued {
  readonly column: number;
  readonly texts: readonly [low: string, high: string];
  /** Equal where both values are. */
  readonly key: string;
  isHigh(row: number): boolean;
}

/** Columns of which one has another of two values than the others, in so many rows. */
interface OneHot {
  readonly columns: readonly number[];
  readonly one: string;
  readonly none: string;
  readonly rows: number;
}

function twoValued({ table, profiles }: ProfiledTable, column: number): TwoValued | undefined {
  const profile = profiles[column] as ColumnProfile;
  const value = (text: string) => (profile.kind === "words" ? text.toLowerCase() : numberIn(profile, text));
  const values = [...new Set([...profile.tally.keys()].map(value))].sort((a, b) => (a < b ? -1 : 1));
  const [low, high] = values;
  if (values.length !== 2 || profile.missing > 0) return undefined;
  const textOf = (wanted: string | number | undefined) => [...profile.tally.keys()].find((text) => value(text) === wanted) as string;
  const isHigh = (row: number) => value(table.columns[column]?.text(row) as string) === high;
  return { column, texts: [textOf(low), textOf(high)], key: values.join(" "), isHigh };
}

/** Columns that are one-hot together with that of the labels: some that stand beside it, or all of the same two values. */
function oneHotColumns(training: ProfiledTable, label: number, used: readonly number[]): OneHot | undefined {
  const own = twoValued(training, label);
  if (!own) return undefined;
  const count = training.table.lines.length;
  const alike = used.map((column) => {
    const other = twoValued(training, column);
    return other?.key === own.key ? other : undefined;
  });
  const all = alike.filter((one) => one !== undefined);
  return besideLabel(alike, used.indexOf(label), count) ?? (all.length >= LEAST_COLUMNS ? checked(all, count) : undefined);
}

/** Of the columns beside that at `place` the most that are one-hot in the first rows, and in all. */
function besideLabel(alike: readonly (TwoValued | undefined)[], place: number, count: number): OneHot | undefined {
  const rows = Array.from({ length: Math.min(FIRST_ROWS, count) }, (_, row) => row);
  const highs = alike.map((one) => one && Uint8Array.from(rows, (row) => Number(one.isHigh(row))));
  let first = place;
  while (alike[first - 1]) first--;
  for (let from = first; from <= place; from++) {
    const sums = new Uint16Array(rows.length);
    let found: OneHot | undefined;
    for (let to = from; alike[to]; to++) {
      for (const row of rows) sums[row] = (sums[row] as number) + (highs[to]?.[row] as number);
      const width = to - from + 1;
      if (to < place || width < LEAST_COLUMNS) continue;
      const holds = (wanted: number) => sums.reduce((sum, each) => sum + Number(each === wanted), 0) >= (1 - FAULTY) * rows.length;
      if (holds(1) || holds(width - 1)) found = checked(alike.slice(from, to + 1) as TwoValued[], count) ?? found;
    }
    if (found) return found;
  }
  return undefined;
}

/** The columns where one of them holds in nearly every row. */
function checked(some: readonly TwoValued[], count: number): OneHot | undefined {
  let [ones, others] = [0, 0];
  for (let row = 0; row < count; row++) {
    const high = some.reduce((sum, one) => sum + Number(one.isHigh(row)), 0);
    if (high === 1) ones++;
    else if (high === some.length - 1) others++;
  }
  const [low, high] = (some[0] as TwoValued).texts;
  const faulty = count - Math.max(ones, others);
  if (faulty > FAULTY * count) return undefined;
  // of rare flags no more rows hold than are faulty
  const isClass = ({ isHigh }: TwoValued) => {
    let rows = 0;
    for (let row = 0; row < count; row++) if (isHigh(row) === ones >= others) rows++;
    return rows > 2 * faulty;
  };
  if (!some.every(isClass)) return undefined;
  const [one, none] = ones >= others ? [high, low] : [low, high];
  return { columns: some.map(({ column }) => column), one, none, rows: Math.max(ones, others) };
}

/** `target` of `target_1` and `target2`. */
const stemOf = (name: string | undefined) => /^(.+?)(?:[_.:= -][^_.:= -]+|\d+)$/.exec(name ?? "")?.[1];

/**
 * Columns beside that of the labels which are called as it is, of which never two hold in a row, though by chance they would: one-hot, with
 * the first class left out.
 */
function withoutFirst(training: ProfiledTable, label: number, used: readonly number[]): OneHot | undefined {
  const { header, lines } = training.table;
  const [own, stem, count] = [twoValued(training, label), stemOf(header?.[label]), lines.length];
  // is_male and is_pregnant are no classes
  if (!own || stem === undefined || /^(?:is|has|was|had|did|can|no|with)$/i.test(stem)) return undefined;
  const some = used.flatMap((column) => {
    const other = stemOf(header?.[column]) === stem ? twoValued(training, column) : undefined;
    return other?.key === own.key ? [other] : [];
  });
  const highs = Array.from({ length: count }, (_, row) => some.reduce((sum, one) => sum + Number(one.isHigh(row)), 0));
  if (highs.some((high) => high > 1) || highs.every((high) => high === 1)) return undefined;
  const shares = some.map((one) => highs.reduce((sum, _, row) => sum + Number(one.isHigh(row)), 0) / count);
  const pairs = shares.reduce((sum, share, i) => sum + shares.slice(i + 1).reduce((others, other) => others + share * other, 0), 0);
  if (Math.exp(-count * pairs) > CHANCE) return undefined;
  const [none, one] = own.texts;
  return { columns: some.map(({ column }) => column), one, none, rows: count };
}

/**
 * Labels that nobody asked for must not be one of several columns that are one-hot together, or would be with the class that is left out.
 * Throws DataError; gives what is doubtful of those that are asked for.
 */
export function checkOneHot(training: ProfiledTable, { label, features }: Pick<ChosenColumns, "label" | "features">): string[] {
  const used = [...features, label.column].sort((a, b) => a - b);
  const all = oneHotColumns(training, label.column, used);
  const found = all ?? withoutFirst(training, label.column, used);
  if (!found) return [];
  const { table } = training;
  const { columns, one, none, rows } = found;
  const [first, last] = [columns[0] as number, columns.at(-1) as number];
  const isRun = last - first === columns.length - 1;
  const names = isRun
    ? `${columnText(table, first)} ${columns.length > 2 ? "to" : "and"} ${columnText(table, last)}`
    : columns.map((column) => columnText(table, column)).join(", ");
  const where = rows === table.lines.length ? "every row" : `${rows} of ${table.lines.length} rows`;
  const what = `in ${where} ${all ? "one" : "at most one"} of ${names} is ${one} and the others are ${none}`;
  if (label.found === "asked")
    return [`${what}, so the others tell ${columnText(table, label.column)}, the label; --ignore leaves columns out`];
  throw new DataError(
    `${table.path}: ${what}, as of classes that are one-hot${all ? "" : " without the first"}; write them as one column of labels, or choose one with --label and leave the others out with --ignore`,
  );
}
