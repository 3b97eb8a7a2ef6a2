import type { CsvColumn } from "./csvColumn.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";

/** Rows are in the order of their classes where these change at most such a part as often as in a drawn order; so rarely, only their order is. */
const [SORTED, BY_ITSELF] = [0.25, 0.05];
/** A column follows the rows where at most such a part of its steps go the other way, or ranks agree so well, and it has so many values. */
const [ASTRAY, AGREEING, LEAST_VALUES, LEAST_SHARE] = [0.05, 0.99, 10, 0.25];

/**
 * Which features of many numbers tell the class by their order: they rise or fall with the rows of a table that is sorted by class, as an
 * index does, or the classes stand together where rows are sorted by them.
 */
export function rowOrderText(training: ProfiledTable, features: readonly number[], labels: Uint8Array): string[] {
  const { table, profiles } = training;
  const rowsAreSorted = areSorted(labels, SORTED);
  return features.flatMap((column) => {
    const profile = profiles[column] as ColumnProfile;
    const { kind, tally, known } = profile;
    if (kind !== "numbers" || tally.size < LEAST_VALUES || tally.size < LEAST_SHARE * known) return [];
    const { values, rows } = knownNumbers(profile, table.columns[column] as CsvColumn);
    const byValue = [...rows.keys()].sort((a, b) => (values[a] as number) - (values[b] as number));
    const inOrder = Uint8Array.from(byValue, (i) => labels[rows[i] as number] as number);
    const way = rowsAreSorted && areSorted(inOrder, SORTED) ? wayOf(values, byValue) : undefined;
    const ignore = `--ignore ${columnOption(table, column)} leaves it out`;
    if (way)
      return [
        `${columnText(table, column)} ${way} with the rows, which are sorted by class, and so tells the class by their order; if it only numbers them, ${ignore}`,
      ];
    const changes = changesIn(inOrder);
    if (changes === 0 || !areSorted(inOrder, BY_ITSELF)) return [];
    return [
      `${columnText(table, column)} tells the class nearly by itself: in its order the class changes ${changes} ${changes === 1 ? "time" : "times"} in ${rows.length} rows; if nobody knows it before the class, ${ignore}`,
    ];
  });
}

/** The numbers that are not missing, and their rows. */
function knownNumbers(profile: ColumnProfile, column: CsvColumn): { readonly values: Float64Array; readonly rows: readonly number[] } {
  const all = column.map((text) => (profile.isMissing(text) ? Number.NaN : numberIn(profile, text)));
  const rows = [...all.keys()].filter((row) => !Number.isNaN(all[row]));
  return { values: Float64Array.from(rows, (row) => all[row] as number), rows };
}

/** Whether numbers rise or fall from row to row, all but a few, or all but for small steps back. */
function wayOf(values: Float64Array, byValue: readonly number[]): "rises" | "falls" | undefined {
  let [up, down] = [0, 0];
  for (let i = 1; i < values.length; i++) {
    const step = (values[i] as number) - (values[i - 1] as number);
    if (step > 0) up++;
    else if (step < 0) down++;
  }
  const follows = Math.min(up, down) <= ASTRAY * (values.length - 1) || Math.abs(rankCorrelation(byValue)) >= AGREEING;
  return follows ? (rankCorrelation(byValue) > 0 ? "rises" : "falls") : undefined;
}

/** Spearman's, of places with their ranks; equal values have the ranks in which they come. */
function rankCorrelation(byValue: readonly number[]): number {
  const n = byValue.length;
  const squares = byValue.reduce((sum, place, rank) => sum + (place - rank) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}

function changesIn(labels: Uint8Array): number {
  return labels.reduce((sum, label, row) => sum + Number(row > 0 && label !== labels[row - 1]), 0);
}

/** Whether classes stand together: they change at most such a part as often as in a drawn order. */
function areSorted(labels: Uint8Array, part: number): boolean {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const differ = 1 - [...counts.values()].reduce((sum, count) => sum + (count / labels.length) ** 2, 0);
  return changesIn(labels) <= part * differ * labels.length;
}
