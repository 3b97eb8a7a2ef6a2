import type { CsvColumn } from "./csvColumn.ts";
import { testNameOf } from "./csvSiblings.ts";
import type { Related } from "./related.ts";

/** So many pairs of rows are looked at, such a part of them overlaps, in so many values at least, of which some differ. */
const [MOST_PAIRS, MANY_OVERLAP, LEAST_OVERLAP, LEAST_DIFFERENT] = [200, 0.5, 3, 3];
/** By so many places a window is moved at most. */
const MOST_STEP = 64;
/** Rows that are not neighbours overlap so many times as seldom. */
const OFTENER = 4;

/**
 * Whether the last values of rows are the first of those that follow, as of windows that a series is cut into, whatever stands beside
 * them.
 */
export function overlapping({ training: { table, profiles }, features, labels, testing }: Related): string[] {
  if (testing !== undefined) return [];
  const columns = features.filter((column) => profiles[column]?.kind === "numbers").map((column) => table.columns[column] as CsvColumn);
  const rows = Array.from({ length: Math.min(MOST_PAIRS + 1, labels.length) }, (_, row) => columns.map((column) => column.text(row)));
  const newestFirst = rows.toReversed();
  for (let step = 1; step <= Math.min(MOST_STEP, columns.length - LEAST_OVERLAP); step++) {
    const shared = Math.max(sharedWith(rows, step), sharedWith(newestFirst, step));
    if (shared > 0)
      return [
        `rows overlap as windows over one series do: ${shared} numbers of a row stand in the next, too, moved by ${step}; rows that share numbers with those that are tested are trained on; put windows of other stretches into ${testNameOf(table.path)}`,
      ];
  }
  return [];
}

/** How many columns have in most rows what stood so many places farther in the row before, not one value alone; 0 where these are few. */
function sharedWith(rows: readonly (readonly string[])[], step: number): number {
  const pairsOf = (apart: number) => rows.slice(apart).map((row, n) => ({ row, before: rows[n] as readonly string[] }));
  const pairs = pairsOf(1);
  const isShared = (column: number, { row, before }: (typeof pairs)[number]) => row[column] === before[column + step];
  const width = (rows[0]?.length ?? 0) - step;
  const most = MANY_OVERLAP * pairs.length;
  const shared = [...Array(Math.max(0, width)).keys()].filter(
    (column) => pairs.reduce((sum, pair) => sum + Number(isShared(column, pair)), 0) >= most,
  );
  if (shared.length < LEAST_OVERLAP) return 0;
  const overlapsAmong = (some: typeof pairs) =>
    some.filter(
      (pair) =>
        shared.every((column) => isShared(column, pair)) && new Set(shared.map((column) => pair.row[column])).size >= LEAST_DIFFERENT,
    ).length;
  const overlaps = overlapsAmong(pairs);
  const others = pairsOf(Math.ceil(rows.length / 2));
  const areWindows = overlaps * others.length > OFTENER * overlapsAmong(others) * pairs.length;
  return overlaps >= most && overlaps >= LEAST_OVERLAP && areWindows ? shared.length : 0;
}
