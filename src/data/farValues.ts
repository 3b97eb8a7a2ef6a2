import { counted } from "#engine";
import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";

/** Values are far where they lie so many times as far from all others as these reach; such a part of the rows at most, or two of few. */
const [FAR, FEW_ROWS, TWO_OF] = [10, 0.05, 10];
/** Of fewer other values, as of a scale from 1 to 5, they lie farther: 99 may be one of it. */
const [FEW_OTHERS, FAR_OF_FEW] = [10, 30];
/** So many rows may lie far at the other end. */
const MOST_OPPOSITE = 3;

/** Rows, and how many times as far they lie from all others as these reach. */
interface FarRows {
  readonly rows: readonly number[];
  readonly times: number;
}

/** The few rows of a column whose values lie far from all others, on one side or on both: slips, another unit, what overflowed. */
function farRows(values: Float64Array): FarRows | undefined {
  const order = [...values.keys()]
    .filter((row) => !Number.isNaN(values[row]))
    .sort((a, b) => (values[a] as number) - (values[b] as number));
  const at = (place: number) => values[order[place] as number] as number;
  const most = Math.max(Math.floor(FEW_ROWS * order.length), order.length >= TWO_OF ? 2 : 0);
  let found: FarRows | undefined;
  const look = (low: number, high: number) => {
    const [first, last] = [low, order.length - 1 - high];
    const gaps = [...(low ? [at(first) - at(first - 1)] : []), ...(high ? [at(last + 1) - at(last)] : [])];
    const width = at(last) - at(first);
    const times = Math.min(...gaps) / width;
    if (width > 0 && times > (found?.times ?? FAR)) found = { rows: [...order.slice(last + 1), ...order.slice(0, first)], times };
  };
  for (let few = 1; few <= most; few++)
    for (let opposite = 0; opposite <= Math.min(MOST_OPPOSITE, most); opposite++) {
      look(opposite, few);
      look(few, opposite);
    }
  return found;
}

/** Columns in which few rows lie so far from all others that these become one beside them, when they are standardized. */
export function farValues(each: ProfiledTable, features: readonly number[]): string[] {
  const found = features.flatMap((column) => farIn(each, column));
  const rest = found.length - MOST_TOLD;
  return rest > 0 ? [...found.slice(0, MOST_TOLD), `${counted(rest, "more column")} with values as far from all others`] : found;
}

/** More columns are counted. */
const MOST_TOLD = 3;

function farIn({ table, profiles }: ProfiledTable, column: number): string[] {
  const profile = profiles[column] as ColumnProfile;
  const name = columnText(table, column);
  if (profile.kind !== "numbers" || profile.tally.size < 3) return [];
  const texts = table.columns[column] as CsvColumn;
  const far = farRows(texts.map((text) => (profile.isMissing(text) ? Number.NaN : numberIn(profile, text))));
  const [row] = far?.rows ?? [];
  if (far === undefined || row === undefined) return [];
  const others = profile.tally.size - new Set(far.rows.map((each) => texts.text(each))).size;
  if (others < FEW_OTHERS && far.times < FAR_OF_FEW) return [];
  const where = `${texts.text(row)} in line ${table.lines[row]}`;
  const more = far.rows.length > 1 ? `, and ${counted(far.rows.length - 1, "more row")} like it` : "";
  const times = far.times < 1e6 ? String(Math.floor(far.times)) : far.times.toExponential(0);
  return [
    `${name} has ${where}${more}, ${times} times as far from all others as these are from one another, which standardizing makes nearly one; correct it if it is a slip or of another unit, or write NA`,
  ];
}
