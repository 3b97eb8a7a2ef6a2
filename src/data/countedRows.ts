import type { CsvColumn } from "./csvColumn.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";

/** Names of a column that says how often its row was seen: R's tables, GROUP BY of databases, value_counts of pandas. */
const countName = /^(?:freq|frequency|frequencies|counts?|count\(.*\)|n|anzahl|häufigkeit|nombre|cases|persons)$/i;
/** As many pairs of rows would be alike at least, were their values drawn: that none is, is then no chance (e⁻¹⁰). */
const LEAST_ALIKE = 10;

/**
 * Whether a table was counted: beside a column called so no two rows are alike, though few values could be. Its rows then stand for as
 * many as the column says, and are trained on and tested as one each.
 */
export function countedRows({ table, profiles }: ProfiledTable, features: readonly number[], label: number): string[] {
  const counts = features.filter((column) => countName.test(table.header?.[column] ?? "") && isCount(profiles[column] as ColumnProfile));
  const [column] = counts;
  if (column === undefined || counts.length > 1) return [];
  const others = [...features.filter((other) => other !== column), label];
  const rows = table.lines.length;
  const kinds = others.reduce((product, other) => product * (profiles[other] as ColumnProfile).tally.size, 1);
  if (others.length < 2 || (rows * (rows - 1)) / 2 < LEAST_ALIKE * kinds) return [];
  const cells = others.map((other) => table.columns[other] as CsvColumn);
  const different = new Set(Array.from({ length: rows }, (_, row) => cells.map((cell) => cell.text(row)).join("\u0000")));
  if (different.size < rows) return [];
  return [
    `${columnText(table, column)} seems to say how often each row was seen, and is taken for a feature of rows that count once each; write a row as often as it was seen, and leave the column out with --ignore ${columnOption(table, column)}`,
  ];
}

const isCount = ({ kind, whole, least, most }: ColumnProfile) => kind === "numbers" && whole && least >= 0 && most > 1;
