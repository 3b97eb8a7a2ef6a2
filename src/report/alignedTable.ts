/** A table as aligned lines: a head, then rows; columns of numbers (by their head's leading space) to the right. */
export function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const right = head.map((title) => title.startsWith(" "));
  const all = [head.map((title) => title.trim()), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => (right[column] ? (row[column] ?? "").padStart(width) : (row[column] ?? "").padEnd(width)))
      .join("  ")
      .trimEnd();
  return all.map(line);
}

/** The same within a width: columns that can be spared, by their titles, go one by one until the lines fit. */
export function fittedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
  spare: readonly string[],
): string[] {
  const lines = alignedTable(head, rows);
  const [first, ...rest] = spare;
  if (first === undefined || lines.every((line) => line.length <= width)) return lines;
  const column = head.findIndex((title) => title.trim() === first);
  const without = <T>(row: readonly T[]) => (column < 0 ? row : row.toSpliced(column, 1));
  return fittedTable(without(head), rows.map(without), width, rest);
}
