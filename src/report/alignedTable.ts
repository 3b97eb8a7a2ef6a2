import { inLine } from "#engine";
import type { ColumnHead } from "./columnHead.ts";

/** A table as aligned lines: a head, then rows; columns of numbers to the right. */
export function alignedTable(head: readonly ColumnHead[], rows: readonly (readonly string[])[]): string[] {
  const all = [head.map(({ title }) => title), ...rows].map((row) => row.map(inLine));
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    head
      .map(({ holds }, column) => (row[column] ?? "")[holds === "numbers" ? "padStart" : "padEnd"](widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return all.map(line);
}

const LEAST_CELL = 8;

/** The same within a width: columns that can be spared, by their titles, go one by one, then long cells are cut, until the lines fit. */
export function fittedTable(
  head: readonly ColumnHead[],
  rows: readonly (readonly string[])[],
  width: number,
  spare: readonly string[],
): string[] {
  const lines = alignedTable(head, rows);
  if (lines.every((line) => line.length <= width)) return lines;
  const [first, ...rest] = spare;
  if (first !== undefined) {
    const column = head.findIndex(({ title }) => title === first);
    const without = <T>(row: readonly T[]) => (column < 0 ? row : row.toSpliced(column, 1));
    return fittedTable(without(head), rows.map(without), width, rest);
  }
  const longest = Math.max(...rows.flat().map((cell) => cell.length));
  if (longest <= LEAST_CELL) return lines.map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
  const cut = (cell: string) => (cell.length === longest ? `${cell.slice(0, longest - 2)}…` : cell);
  return fittedTable(
    head,
    rows.map((row) => row.map(cut)),
    width,
    [],
  );
}
