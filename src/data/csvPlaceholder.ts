import { columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";

/** In so many rows a number is no accident, and one of nines; a column has so many codes for missing values on one side at most. */
const [LEAST_ROWS, ROWS_OF_NINES, MOST_CODES] = [3, 2, 4];

/** Any other number is none where it is so many times farther away than the others reach, of which there are so many. */
const [FAR, LEAST_OTHERS] = [10, 5];
/** So many others tell how near to one another they lie. */
const MANY_OTHERS = 20;

/** Whole numbers below 0 among fractions above it are codes where chance makes so many of these whole so rarely. */
const CHANCE = 1e-9;
/** Such numbers among whole ones are codes where each has so many times the rows of any other number. */
const OFTENER = 3;

/** 0 may be none of what is measured where so small a share of rows has it, and the least of the others is so far away from it. */
const [MOST_ZEROS, NEAR_ZERO, APART] = [1 / 2, 0.15, 2];

/** A number of a column: how it is first written, and how many rows have it. */
interface Value {
  readonly value: number;
  readonly text: string;
  readonly rows: number;
}

/** The numbers of a column, rising. */
function valuesOf(profile: ColumnProfile): Value[] {
  const values = new Map<number, Value>();
  for (const [text, rows] of profile.tally) {
    const value = numberIn(profile, text);
    if (!Number.isNaN(value)) values.set(value, { value, text, rows: rows + (values.get(value)?.rows ?? 0) });
  }
  return [...values.values()].sort((a, b) => a.value - b.value);
}

const isNines = ({ text }: Value) => /^[+\-−]?(?:99+(?:[.,]0*)?|9+[.,]9+)$|^[-−]9$/.test(text);
/** 99.99 is a price among prices: many others end in nines. */
const MANY_PRICES = 0.2;
const endsInNines = ({ text }: Value) => /[.,]9+$/.test(text);
const digits = ({ value }: Value) => String(Math.abs(value)).length;
/** 77, 88, 97 and 98: the other codes of a survey. */
const isCode = ({ value }: Value) => /^(?:(\d)\1+|9+\d)$/.test(String(Math.abs(value)));
const besideNines = (one: Value, codes: readonly Value[]) =>
  isCode(one) && codes.some((other) => isNines(other) && digits(other) === digits(one));
/** Without nines beside them they are codes where they are so many times farther away than the others reach. */
const CODE_FAR = 2;

/** Which of the numbers at both ends that come again lie far from all between them, where these are what is measured. */
function farFrom(between: readonly Value[], ends: readonly Value[]): Value[] {
  const [least, most] = [between[0], between.at(-1)];
  if (!least || !most) return [];
  const width = most.value - least.value;
  const arePrices = between.filter(endsInNines).length > Math.max(1, MANY_PRICES * between.length);
  // beside one or two others far is only what is larger: 99 beside 1 and 2, and not beside 98
  const near = between.length > 2 ? width : Math.max(width, Math.abs(least.value), Math.abs(most.value));
  return ends.filter((one) => {
    const gap = Math.max(least.value - one.value, one.value - most.value);
    const nines = isNines(one) && !(endsInNines(one) && arePrices);
    if (nines || besideNines(one, ends)) return gap > near;
    return between.length >= LEAST_OTHERS && gap > (isCode(one) ? CODE_FAR : FAR) * width;
  });
}

/** The few whole numbers below 0 that are surely none of what is measured, all else of which lies above it: -1, -2 and -8 of surveys. */
function belowZero(values: readonly Value[]): Value[] {
  const [below, above] = [values.filter(({ value }) => value < 0), values.filter(({ value }) => value > 0)];
  const areCodes = below.length <= MOST_CODES && below.every(({ value, rows }) => Number.isInteger(value) && rows >= LEAST_ROWS);
  if (!areCodes || above.length < LEAST_OTHERS || below.length + above.length < values.length) return [];
  const rowsOf = (some: readonly Value[]) => some.reduce((sum, { rows }) => sum + rows, 0);
  const whole = rowsOf(above.filter(({ value }) => Number.isInteger(value)));
  const byChance = ((whole + 1) / (rowsOf(above) + 1)) ** rowsOf(below);
  const commonest = above.reduce((most, { rows }) => Math.max(most, rows), 0);
  return byChance < CHANCE || below.every(({ rows }) => rows > OFTENER * commonest) ? below : [];
}

/**
 * A number of nines that lies below all others, as -999: where none of these is below 0, or where it lies well away from them, that is
 * comes far oftener than any, or farther from them than they lie from one another.
 */
function ninesBelow(values: readonly Value[]): Value[] {
  const [code, ...others] = values;
  const [next, last] = [others[0], others.at(-1)];
  if (!code || !next || !last || code.value >= 0 || !isNines(code) || code.rows < ROWS_OF_NINES || others.length < LEAST_OTHERS) return [];
  const commonest = others.reduce((most, { rows }) => Math.max(most, rows), 0);
  const gap = next.value - code.value;
  const isOften = 2 * gap > last.value - next.value && code.rows > OFTENER * commonest;
  const widest = others.slice(1).reduce((most, { value }, i) => Math.max(most, value - (others[i] as Value).value), 0);
  const isAway = isOften || (others.length >= MANY_OTHERS && gap > FAR * widest);
  return next.value >= 0 || isAway ? [code] : [];
}

/**
 * 0 where something cannot be 0, as a body mass: few enough rows have it, and all others of many lie away from it, that is not near to it
 * for their size, and farther from it than the lower half of them from one another.
 */
function zeroBelow(values: readonly Value[]): Value[] {
  const [zero, ...others] = values;
  const least = others[0]?.value ?? 0;
  if (zero?.value !== 0 || zero.rows < LEAST_ROWS || others.length < MANY_OTHERS) return [];
  const rows = others.reduce((sum, one) => sum + one.rows, 0);
  const lower = others.slice(0, Math.ceil(others.length / 2));
  const widest = lower.slice(1).reduce((most, { value }, i) => Math.max(most, value - (lower[i] as Value).value), 0);
  const isAway = least > NEAR_ZERO * (lower.at(-1) as Value).value && least > APART * widest;
  return zero.rows < MOST_ZEROS * (zero.rows + rows) && isAway ? [zero] : [];
}

/** The numbers of a column that may stand for missing values. One hides another unless all that come again at an end are left out. */
function placeholdersOf(values: readonly Value[]): readonly Value[] {
  const comesAgain = (one: Value | undefined) => one !== undefined && one.rows >= (isNines(one) ? ROWS_OF_NINES : LEAST_ROWS);
  let found: readonly Value[] = [];
  for (let low = 0; low <= MOST_CODES && (low === 0 || comesAgain(values[low - 1])); low++)
    for (let high = 0; high <= MOST_CODES && low + high < values.length && (high === 0 || comesAgain(values.at(-high))); high++) {
      const ends = [...values.slice(0, low), ...values.slice(values.length - high)];
      const far = farFrom(values.slice(low, values.length - high), ends);
      // only where each of them is far: what is near belongs to the others
      if (far.length === ends.length && far.length > found.length) found = far;
    }
  return found;
}

/** What finds them, and what is said of where they lie; the first that finds some is told. */
const kindsOfPlaceholders = [
  [placeholdersOf, "far from its other values"],
  [belowZero, "and else only numbers above 0"],
  [ninesBelow, "below all others"],
  [zeroBelow, "well below all others"],
] as const;

/** What is said of a column. */
export interface ColumnNote {
  readonly column: number;
  readonly text: string;
}

/**
 * Numbers of nines, as -999, or very far ones, that come again far from all others of their column, and 0 where all others lie away from it:
 * they may stand for missing values.
 */
export function placeholdersIn({ table, profiles }: ProfiledTable, features: readonly number[]): ColumnNote[] {
  return features.flatMap((column) => {
    const profile = profiles[column] as ColumnProfile;
    if (profile.kind !== "numbers") return [];
    const values = valuesOf(profile);
    const [found, why] = kindsOfPlaceholders.map(([find, text]) => [find(values), text] as const).find(([some]) => some.length > 0) ?? [];
    if (!found) return [];
    const named = found.map(({ text, rows }) => `${text} in ${rows} rows`);
    const [all, mean] = [[...named.slice(0, -2), named.slice(-2).join(" and ")].join(", "), "a missing value"];
    const what = found.length === 1 ? `it means ${mean}` : "they mean missing values";
    return [{ column, text: `${columnText(table, column)} has ${all}, ${why}; if ${what}, write NA` }];
  });
}
