import type { CsvTable } from "./csvTable.ts";
import { DataError } from "./dataError.ts";
import { namesText, quoted } from "./quotedText.ts";

/** `column 5 ("species")` */
export function columnText({ header, places }: Pick<CsvTable, "header" | "places">, column: number): string {
  const [name, place] = [header?.[column], (places?.[column] ?? column) + 1];
  return name ? `column ${place} (${quoted(name)})` : `column ${place}`;
}

/** How an option names a column: its number, or its name where another column is called by that number, or where it stands. */
export function columnOption({ header }: Pick<CsvTable, "header">, column: number): string {
  const number = String(column + 1);
  if (!header?.includes(number) && !header?.every((name) => /^\d+$/.test(name))) return number;
  const name = header[column] as string;
  return name === "" || indicesOf(header, (other) => other === name).length > 1 ? `"column ${number}"` : name;
}

/**
 * The column, from 0, that an option names: by its name, in any case where that is one, by its number from 1, or as `column 1`. A number of
 * an experiment's file means what it means on the command line. Throws DataError.
 */
export function columnNumber({ path, header, columns }: CsvTable, wanted: string | number, option: string): number {
  const text = String(wanted).trim().normalize("NFC");
  if (header) {
    const exact = indicesOf(header, (name) => name === text);
    const found = exact.length ? exact : indicesOf(header, (name) => name.toLowerCase() === text.toLowerCase());
    if (found.length > 1)
      throw new DataError(
        `${option}: ${quoted(text)} names ${found.length} columns of ${path}, ${found.map((column) => column + 1).join(" and ")}; say which, as "column ${(found[0] as number) + 1}"`,
      );
    if (found.length === 1) return found[0] as number;
  }
  // where all names are numbers, a number is a name
  const areNumbers = header?.every((name) => /^\d+$/.test(name));
  const placed = /^column (\d+)$/i.exec(text)?.[1];
  const number = Number(placed ?? (/^\d+$/.test(text) && !areNumbers ? text : Number.NaN));
  if (number >= 1 && number <= columns.length) return number - 1;
  if (areNumbers)
    throw new DataError(`${option}: ${quoted(text)} is no column of ${path}; its columns are named ${namesText(header as string[])}`);
  const named = header ? `named ${namesText(header)}, or ` : "";
  throw new DataError(`${option}: ${quoted(text)} is no column of ${path}; its columns are ${named}numbered from 1 to ${columns.length}`);
}

const indicesOf = (names: readonly string[], is: (name: string) => boolean) => names.flatMap((name, i) => (is(name) ? [i] : []));
