import type { CsvColumn } from "./csvColumn.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";

/** Rows are in the order of their classes where these change at most such a part as often as in a drawn order. */
const SORTED = 0.25;
/** A column follows the rows where at most such a part of its steps go the other way, and it has so many different values. */
const [ASTRAY, LEAST_VALUES, LEAST_SHARE] = [0.05, 10, 0.25];

/**
 * Which features rise or fall with the rows of a table that is sorted by class, and so tell the class by the order in which the rows were
 * written down, as an index does.
 */
export function rowOrderText(training: ProfiledTable, features: readonly number[], labels: Uint8Array): string[] {
  const { table, profiles } = training;
  if (!areSorted(labels)) return [];
  return features.flatMap((column) => {
    const profile = profiles[column] as ColumnProfile;
    if (profile.kind !== "numbers") return [];
    const way = wayOf(profile, table.columns[column] as CsvColumn, labels);
    if (!way) return [];
    return [
      `${columnText(table, column)} ${way} with the rows, which are sorted by class, and so tells the class by their order; if it only numbers them, --ignore ${columnOption(table, column)} leaves it out`,
    ];
  });
}

function wayOf(profile: ColumnProfile, column: CsvColumn, labels: Uint8Array): "rises" | "falls" | undefined {
  const { tally, known, isMissing } = profile;
  if (tally.size < LEAST_VALUES || tally.size < LEAST_SHARE * known) return undefined;
  const all = column.map((text) => (isMissing(text) ? Number.NaN : numberIn(profile, text)));
  const rows = [...all.keys()].filter((row) => !Number.isNaN(all[row]));
  const valueAt = (row: number) => all[row] as number;
  let [up, down] = [0, 0];
  for (let i = 1; i < rows.length; i++) {
    const step = valueAt(rows[i] as number) - valueAt(rows[i - 1] as number);
    if (step > 0) up++;
    else if (step < 0) down++;
  }
  if (Math.min(up, down) > ASTRAY * (rows.length - 1)) return undefined;
  const byValue = rows.toSorted((a, b) => valueAt(a) - valueAt(b));
  return areSorted(Uint8Array.from(byValue, (row) => labels[row] as number)) ? (up > down ? "rises" : "falls") : undefined;
}

/** Whether classes stand together: they change hardly ever from one row to the next. */
function areSorted(labels: Uint8Array): boolean {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const differ = 1 - [...counts.values()].reduce((sum, count) => sum + (count / labels.length) ** 2, 0);
  const changes = labels.reduce((sum, label, row) => sum + Number(row > 0 && label !== labels[row - 1]), 0);
  return changes <= SORTED * differ * labels.length;
}
