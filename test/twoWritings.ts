import { csv } from "./dataFolder.ts";

/** Rows of the tables. */
export const COUNT = 120;
/** The text of a cell in row n. */
export type Cell = (n: number) => string;
/** Numbers with one mark, of which none is doubtful. */
export const noise = (n: number, mark: string) => `${(n * 37) % 23}${mark}${(n * 13) % 10}${(n % 9) + 1}`;
/** Columns a and size between semicolons, and labels; a has decimal commas. */
export const german = (size: Cell, label: Cell) =>
  ["a;size;class", ...Array.from({ length: COUNT }, (_, n) => [noise(n, ","), size(n), label(n)].join(";"))].join("\n");
/** The same between commas, with decimal points. */
export const english = (size: Cell, label: Cell) =>
  csv([["a", "size", "class"], ...Array.from({ length: COUNT }, (_, n) => [noise(n, "."), size(n), label(n)])]);
/** These in turn. */
export const of = (texts: readonly string[]) => (n: number) => texts[n % texts.length] as string;
