import { inLine } from "#engine";
import type { ColumnHead } from "./columnHead.ts";
import { cutEnd, padEnd, padStart, textWidth, widest, wordLines, wrapped } from "./textWidth.ts";

type Row = readonly string[];

/** A table as aligned lines: a head, then rows; columns of numbers to the right. */
export function alignedTable(head: readonly ColumnHead[], rows: readonly Row[]): string[] {
  const all = [head.map(({ title }) => title), ...rows].map((row) => row.map(inLine));
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
  const gone = [...spare.map((_, count) => spare.slice(0, count)), spare];
  const without = (titles: readonly string[]) => {
    const isLeft = (_: unknown, column: number) => !titles.includes(head[column]?.title ?? "");
    return { head: head.filter(isLeft), rows: rows.map((row) => row.filter(isLeft).map(inLine)), titles };
  };
  const told = (lines: readonly string[], titles: readonly string[]) => {
    const left = titles.filter((title) => head.some((one) => one.title === title));
    return left.length ? [...lines, ...wrapped(`left out for want of room: ${left.join("; ")}`, width)] : [...lines];
  };
  for (const titles of gone) {
    const some = without(titles);
    const lines = alignedTable(some.head, some.rows);
    if (widest(lines) <= width) return told(lines, titles);
  }
  const stacked = gone.map((titles) => ({ ...stackedTable({ ...without(titles), width, naming }), titles }));
  const { lines, titles } = stacked.find(({ deep }) => deep <= 1) ?? (stacked.at(-1) as (typeof stacked)[number]);
  return told(
    lines.map((line) => cutEnd(line, width)),
    titles,
  );
}

const INDENT = "  ";
const GAP = "  ";

interface Stacked extends Required<Pick<Fit, "width" | "naming">> {
  readonly head: readonly ColumnHead[];
  readonly rows: readonly Row[];
}

/**
 * A table whose rows take several lines each: their names and last words stand by themselves, whole, and between them their numbers, below
 * those of the other rows, in as many lines as it takes; `deep` is how many.
 */
function stackedTable({ head, rows, width, naming }: Stacked): { readonly lines: string[]; readonly deep: number } {
  const hasWords = head.length > naming + 1 && head.at(-1)?.holds === "words";
  const hasNotes = hasWords && rows.some((row) => row.at(-1));
  const inner = width - textWidth(INDENT);
  const notesOf = (row: Row) => (hasNotes && row.at(-1) ? wrapped(row.at(-1) as string, inner) : []);
  const groups = inLines(head.slice(naming, hasWords ? -1 : undefined), naming, rows, inner);
  const parts = groups.map((columns) => {
    const titles = columns.map(({ title, size }) => brokenTitle(title, size));
    const height = Math.max(...titles.map(({ length }) => length));
    const line = (cells: readonly string[]) =>
      columns
        .map(({ holds, size }, i) => (holds === "numbers" ? padStart : padEnd)(cells[i] ?? "", size))
        .join(GAP)
        .trimEnd();
    return {
      head: Array.from({ length: height }, (_, k) => line(titles.map((lines) => lines[k - height + lines.length] ?? ""))),
      row: (row: Row) => line(columns.map(({ column }) => row[column] ?? "")),
    };
  });
  const record = (name: string, lines: readonly string[]) => [...wrapped(name, width), ...lines.map((line) => INDENT + line)];
  const nameOf = (row: Row) =>
    row
      .slice(0, naming)
      .flatMap((cell, column) => (cell === "" ? [] : [head[column]?.holds === "numbers" ? `${head[column].title} ${cell}` : cell]))
      .join(", ");
  const titles = head.map(({ title }) => title);
  const lines = [
    ...record(titles.slice(0, naming).join(", "), [...parts.flatMap((part) => part.head), ...notesOf(titles)]),
    ...rows.flatMap((row) => record(nameOf(row), [...parts.map((part) => part.row(row)), ...notesOf(row)])),
  ];
  return { lines, deep: parts.length };
}

/** A title in lines that fit, as far as its words allow; a unit stays with its word. */
const brokenTitle = (title: string, width: number): string[] => wordLines(title.split(/ (?!%)/), width);

/** Columns in lines that fit, each as wide as its cells and the words of its title need. */
function inLines(columns: readonly ColumnHead[], first: number, rows: readonly Row[], width: number) {
  const sized = columns.map((head, i) => {
    const column = first + i;
    const size = widest([...rows.map((row) => row[column] ?? ""), ...brokenTitle(head.title, 0)]);
    return { ...head, column, size: Math.min(size, width) };
  });
  const lines: (typeof sized)[] = [];
  let room = 0;
  for (const one of sized) {
    room -= textWidth(GAP) + one.size;
    if (room < 0 || !lines.length) {
      lines.push([]);
      room = width - one.size;
    }
    lines.at(-1)?.push(one);
  }
  return lines;
}
