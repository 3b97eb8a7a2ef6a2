import { csv } from "./dataFolder.ts";

type Row = readonly (string | number)[];
export const rows = (count: number, row: (n: number) => Row) => Array.from({ length: count }, (_, n) => row(n));
export const table = (header: string, all: readonly Row[]) => `${header}\n${csv(all)}`;
/** A fraction from 0 to 1 that seems drawn. */
export const drawn = (n: number, column: number) => (((Math.sin(12.9898 * n + 78.233 * column) * 43758.5453) % 1) + 1) % 1;
/** So many whole numbers that seem drawn. */
export const upTo =
  (count: number, from = 0) =>
  (n: number) =>
    from + Math.floor(count * drawn(n, 1));
