import type { CsvColumn } from "./csvColumn.ts";
import { testNameOf } from "./csvSiblings.ts";
import type { Related } from "./related.ts";

/** So many pairs of rows are looked at, such a part of them overlaps, in so many values at least, of which some differ. */
const [MOST_PAIRS, MANY_OVERLAP, LEAST_OVERLAP, LEAST_DIFFERENT] = [200, 0.5, 3, 3];

/** Whether the last values of rows are the first of those that follow, as of windows that a series is cut into. */
export function overlapping({ training: { table, profiles }, features, labels, testing }: Related): string[] {
  if (testing !== undefined) return [];
  const columns = features.filter((column) => profiles[column]?.kind === "numbers").map((column) => table.columns[column] as CsvColumn);
  const rows = Array.from({ length: Math.min(MOST_PAIRS + 1, labels.length) }, (_, row) => columns.map((column) => column.text(row)));
  // the newest value may come first
  const isAfter = (row: readonly string[], before: readonly string[], step: number) =>
    areShifted(before, row, step) || areShifted(row, before, step);
  for (let step = 1; step <= columns.length - LEAST_OVERLAP; step++) {
    const overlaps = rows.filter((row, n) => n > 0 && isAfter(row, rows[n - 1] as string[], step)).length;
    if (overlaps >= MANY_OVERLAP * (rows.length - 1) && overlaps >= LEAST_OVERLAP)
      return [
        `rows overlap as windows over one series do: ${columns.length - step} numbers of a row stand in the next, too, moved by ${step}; rows that share numbers with those that are tested are trained on; put windows of other stretches into ${testNameOf(table.path)}`,
      ];
  }
  return [];
}

/** Whether a row, but for its last `step` values, is the end of the one before it, and not of one value alone. */
function areShifted(before: readonly string[], row: readonly string[], step: number): boolean {
  for (let i = step; i < before.length; i++) if (row[i - step] !== before[i]) return false;
  return new Set(before.slice(step)).size >= LEAST_DIFFERENT;
}
