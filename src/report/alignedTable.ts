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
