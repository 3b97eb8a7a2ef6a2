/** What spreadsheets take for a formula; a number that begins so is none. */
const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text));

const cellText = (cell: string | number | null): string => {
  if (typeof cell === "number") return String(cell);
  const text = cell === null ? "" : isFormula(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** A table as the address of a CSV file (RFC 4180), made in the page. */
export const csvAddress = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `data:text/csv;charset=utf-8,${encodeURIComponent(rows.map((row) => `${row.map(cellText).join()}\r\n`).join(""))}`;
