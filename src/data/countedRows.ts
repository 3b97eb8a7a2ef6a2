import type { CsvColumn } from "./csvColumn.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";

/** Names of a column that says how often its row was seen, as R's tables, GROUP BY of databases, pandas and pivot tables write them. */
const countName =
  /^(?:freq(?:s|uency|uencies)?|counts?|cnt|count ?\(.*\)|n\(\)|n_?obs|anzahl|häufigkeit(?:en)?|_c\d+|(?:count|anzahl|nombre) (?:of|von|de) .+)$/i;
/** Names that other columns have as well. */
const otherCountName = /^(?:n|0|obs|observations|size|cases|persons|nombre|total|num|number|qty|wt)$/i;
/** As many pairs of rows would be alike at least, were their values drawn: that none is, is then no chance (e⁻¹⁰). */
const LEAST_ALIKE = 10;

const areCounts = ({ kind, whole, least, tally }: ColumnProfile) => kind === "numbers" && whole && least >= 0 && tally.size > 2;

/** Whether a column's name and values tell that it counts something. */
export const isCount = (name: string, profile: ColumnProfile): boolean => countName.test(name) && areCounts(profile);

/**
 * Whether a column says how often each row was seen: it may be called so, and beside it no two rows are alike, though few values could be.
 */
export function countsRows(
  { table, profiles }: Pick<ProfiledTable, "table" | "profiles">,
  column: number,
  others: readonly number[],
): boolean {
  const name = table.header?.[column] ?? "";
  if (!(countName.test(name) || otherCountName.test(name)) || !areCounts(profiles[column] as ColumnProfile)) return false;
  const rows = table.lines.length;
  const kinds = others.reduce((product, other) => product * (profiles[other] as ColumnProfile).tally.size, 1);
  if (others.length < 2 || (rows * (rows - 1)) / 2 < LEAST_ALIKE * kinds) return false;
  const cells = others.map((other) => table.columns[other] as CsvColumn);
  return new Set(Array.from({ length: rows }, (_, row) => cells.map((cell) => cell.text(row)).join("\u0000"))).size === rows;
}

/** What is said of a table that was counted, whose rows are trained on and tested as one each. */
export function countedRows(profiled: ProfiledTable, features: readonly number[], label: number): string[] {
  const { table } = profiled;
  return features
    .filter((column) => countsRows(profiled, column, [...features.filter((other) => other !== column), label]))
    .map(
      (column) =>
        `${columnText(table, column)} seems to say how often each row was seen, and is taken for a feature of rows that count once each; write a row as often as it was seen, and leave the column out with --ignore ${columnOption(table, column)}`,
    );
}
