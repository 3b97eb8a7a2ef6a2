import type { ExportColumn } from "./exportTable.ts";

/** A table as CSV (RFC 4180): a head, rows ended by CR LF, cells quoted where they must be, absent values empty. */
export function csv(columns: readonly ExportColumn[]): string {
  const quoted = (cell: string | number | null) => {
    const text = cell === null ? "" : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const count = columns[0]?.values.length ?? 0;
  const head = columns.map(({ name }) => quoted(name)).join(",");
  const rows = Array.from({ length: count }, (_, row) => columns.map(({ values }) => quoted(values[row] ?? null)).join(","));
  return [head, ...rows, ""].join("\r\n");
}
