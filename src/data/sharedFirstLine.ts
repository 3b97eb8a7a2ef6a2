import type { CsvTable } from "./csvTable.ts";

/** Columns are hardly numbered higher. */
const wholeNumber = /^\d{1,4}$/;

/**
 * Whether two tables without headers begin with one line that is the names of their columns: the same different whole numbers in both, in
 * no other row of either, as pandas writes columns that were chosen from a file without names (`0,2,4`). Where one file begins as the other
 * goes on, too, it is a part of it.
 */
export function shareFirstLine(table: CsvTable, other: CsvTable): boolean {
  const parts = [table, other];
  if (parts.some(({ header, lines }) => header || lines.length < 3) || table.columns.length !== other.columns.length) return false;
  const first = table.columns.map((column) => column.text(0));
  if (!first.every((text) => wholeNumber.test(text)) || new Set(first).size < first.length || first.length < 2) return false;
  const isFirst = ({ columns }: CsvTable, row: number) => columns.every((column, c) => column.text(row) === first[c]);
  const isInOther = parts.some((part) => part.lines.some((_, row) => row > 0 && isFirst(part, row)));
  const goOnAlike = table.columns.every((column, c) => column.text(1) === other.columns[c]?.text(1));
  return isFirst(other, 0) && !isInOther && !goOnAlike;
}

/** What is said where they do. */
export const SHARED_FIRST_LINE =
  "the first line of both files is the same numbers, which stand in no other row, and is taken for the names of the columns; if it is a row, write a header above it";
