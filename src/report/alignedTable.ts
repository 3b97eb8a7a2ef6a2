import type { ColumnHead } from "./columnHead.ts";
import { cutEnd, padEnd, padStart, textWidth, widest, wrapped } from "./textWidth.ts";

type Row = readonly string[];

/** A table as aligned lines: a head, then rows; columns of numbers to the right. */
export function alignedTable(head: readonly ColumnHead[], rows: readonly Row[]): string[] {
  const all = [head.map(({ title }) => title), ...rows];
  const widths = head.map((_, column) => widest(all.map((row) => row[column] ?? "")));
  const line = (row: Row) =>
    head
      .map(({ holds }, column) => (holds === "numbers" ? padStart : padEnd)(row[column] ?? "", widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return all.map(line);
}

/** How a table gives way where it is wider than the lines may be. */
export interface Fit {
  /** In columns of the terminal. */
  readonly width: number;
  /** Titles of columns that can be spared, the first to go first. */
  readonly spare?: readonly string[];
  /** How many columns, from the first on, name a row; 1 unless given. */
  readonly naming?: number;
}

/**
 * The same within a width. Columns that can be spared go one by one, and a last line names them. Where that is not enough a row takes
 * several lines: its name, its numbers, and its last words; these are whole, however long.
 */
export function fittedTable(head: readonly ColumnHead[], rows: readonly Row[], { width, spare = [], naming = 1 }: Fit): string[] {
  for (const form of [alignedTable, stackedTable])
    for (let count = 0; count <= spare.length; count++) {
      const gone = head.filter(({ title }) => spare.slice(0, count).includes(title)).map(({ title }) => title);
      const isLeft = (_: unknown, column: number) => !gone.includes(head[column]?.title ?? "");
      const lines = form(
        head.filter(isLeft),
        rows.map((row) => row.filter(isLeft)),
        { width, naming },
      );
      if (widest(lines) <= width)
        return gone.length ? [...lines, ...wrapped(`left out for want of room: ${gone.join("; ")}`, width)] : lines;
    }
  const left = head.map(({ title }) => !spare.includes(title));
  const isLeft = (_: unknown, column: number) => left[column];
  return stackedTable(
    head.filter(isLeft),
    rows.map((row) => row.filter(isLeft)),
    { width, naming },
  ).map((line) => cutEnd(line, width));
}

const INDENT = "  ";

/** A table whose rows take several lines each: names and last words stand by themselves, whole, and numbers below one another. */
function stackedTable(head: readonly ColumnHead[], rows: readonly Row[], { width, naming }: { width: number; naming: number }): string[] {
  const hasNotes = head.length > naming + 1 && head.at(-1)?.holds === "words";
  const end = hasNotes ? head.length - 1 : head.length;
  const cells = alignedTable(
    head.slice(naming, end),
    rows.map((row) => row.slice(naming, end)),
  );
  const titles = head.slice(0, naming).map(({ title }) => title);
  const notes = hasNotes ? (row: Row) => row.at(-1) ?? "" : () => "";
  const record = (name: string, line: string, note: string) => [
    ...wrapped(name, width),
    INDENT + line,
    ...(note ? wrapped(note, width - textWidth(INDENT)).map((text) => INDENT + text) : []),
  ];
  const nameOf = (row: Row) =>
    row
      .slice(0, naming)
      .flatMap((cell, column) => (cell === "" ? [] : [head[column]?.holds === "numbers" ? `${titles[column]} ${cell}` : cell]))
      .join(", ");
  return [
    ...record(titles.join(", "), cells[0] as string, hasNotes ? (head.at(-1)?.title ?? "") : ""),
    ...rows.flatMap((row, i) => record(nameOf(row), cells[i + 1] as string, notes(row))),
  ];
}
