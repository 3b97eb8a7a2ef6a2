import type { Cell, ExportColumn, ExportTable } from "./exportTable.ts";

/** About so many characters come at once. */
const PIECE = 2 ** 16;

/**
 * A table as CSV (RFC 4180), piece by piece: a head, rows ended by CR LF, cells quoted where they must be, absent values empty. A text that
 * a spreadsheet would run as a formula has an apostrophe before it.
 */
export async function* csv({ columns, rows }: ExportTable): AsyncGenerator<string> {
  let piece = line(columns.map(({ name }) => quoted(name)));
  for await (const row of rows) {
    piece += line(columns.map((column, k) => quoted(textOf(row[k] ?? null, column))));
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

const line = (cells: readonly string[]): string => `${cells.join(",")}\r\n`;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function textOf(cell: Cell, { type }: ExportColumn): string {
  const text = cell === null ? "" : String(cell);
  return type === "text" && isFormula(text) ? `'${text}` : text;
}

/** What spreadsheets take for a formula; a number that begins so, `-1`, is none. */
const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text) && (text.trim() === "" || Number.isNaN(Number(text)));
