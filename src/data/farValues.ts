import { counted } from "#engine";
import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";

/** Values are far where they lie so many times as far from all others as these reach; such a part of the rows at most, with so many others. */
const [FAR, FEW_ROWS, LEAST_OTHERS] = [10, 0.05, 10];

/** Rows, and how many times as far they lie from all others as these reach. */
interface FarRows {
  readonly rows: readonly number[];
  readonly times: number;
}

/** The few rows of a column whose values lie far on one side of all others, which differ: a slip, another unit, what overflowed. */
function farRows(values: Float64Array): FarRows | undefined {
  const order = [...values.keys()]
    .filter((row) => !Number.isNaN(values[row]))
    .sort((a, b) => (values[a] as number) - (values[b] as number));
  const at = (place: number) => values[order[place] as number] as number;
  const most = Math.floor(FEW_ROWS * order.length);
  let found: FarRows | undefined;
  for (const isHigh of [true, false])
    for (let few = 1; few <= most; few++) {
      const [first, last] = isHigh ? [0, order.length - 1 - few] : [few, order.length - 1];
      const gap = isHigh ? at(last + 1) - at(last) : at(first) - at(first - 1);
      const width = at(last) - at(first);
      if (width > 0 && gap > FAR * width && (found === undefined || gap / width > found.times))
        found = { rows: isHigh ? order.slice(last + 1) : order.slice(0, first), times: gap / width };
    }
  return found;
}

/** Columns in which few rows lie so far from all others that these become one beside them, when they are standardized. */
export function farValues({ table, profiles }: ProfiledTable, features: readonly number[]): string[] {
  return features.flatMap((column) => {
    const profile = profiles[column] as ColumnProfile;
    const name = columnText(table, column);
    if (profile.kind !== "numbers" || profile.tally.size <= LEAST_OTHERS) return [];
    const texts = table.columns[column] as CsvColumn;
    const far = farRows(texts.map((text) => (profile.isMissing(text) ? Number.NaN : numberIn(profile, text))));
    const [row] = far?.rows ?? [];
    if (far === undefined || row === undefined || profile.tally.size - far.rows.length < LEAST_OTHERS) return [];
    const where = `${texts.text(row)} in line ${table.lines[row]}`;
    const more = far.rows.length > 1 ? `, and ${counted(far.rows.length - 1, "more row")} like it` : "";
    const times = far.times < 1e6 ? String(Math.floor(far.times)) : far.times.toExponential(0);
    return [
      `${name} has ${where}${more}, ${times} times as far from all others as these are from one another, which standardizing makes nearly one; correct it if it is a slip or of another unit, or write NA`,
    ];
  });
}
