import type { CsvTable } from "./csvTable.ts";
import { DataError } from "./dataError.ts";

/** `column 5 ("species")` */
export function columnText({ header }: Pick<CsvTable, "header">, column: number): string {
  const name = header?.[column];
  return name ? `column ${column + 1} (${quoted(name)})` : `column ${column + 1}`;
}

/** A text of the file for a sentence: in quotation marks, without line breaks, cut after 40 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text).replace(/[\u0080-\u009f\u2028\u2029]/g, "�");
}

/** A text as it is where it has no mark that could mislead, else in quotation marks. */
export const plainOrQuoted = (text: string): string =>
  /^[\p{L}\p{N}_+<>=./-][^,;:"\p{C}\p{Zl}\p{Zp}]{0,39}$/u.test(text) ? text : quoted(text);

/** So many names at most stand in a sentence. */
const MOST_NAMES = 5;

/** `"a", "b" and 3 more` */
export function namesText(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(quoted).join(", ");
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

/** The column, from 0, that an option names: by its name, in any case where that is one, or by its number from 1. Throws DataError. */
export function columnNumber({ path, header, columns }: CsvTable, wanted: string | number, option: string): number {
  const text = String(wanted).trim();
  if (typeof wanted === "string" && header) {
    const exact = indicesOf(header, (name) => name === text);
    const found = exact.length ? exact : indicesOf(header, (name) => name.toLowerCase() === text.toLowerCase());
    if (found.length > 1)
      throw new DataError(
        `${option}: ${quoted(text)} names ${found.length} columns of ${path}, ${found.map((column) => column + 1).join(" and ")}; give a number`,
      );
    if (found.length === 1) return found[0] as number;
  }
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 1 && number <= columns.length) return number - 1;
  const named = header ? `named ${namesText(header)}, or ` : "";
  throw new DataError(`${option}: ${quoted(text)} is no column of ${path}; its columns are ${named}numbered from 1 to ${columns.length}`);
}

const indicesOf = (names: readonly string[], is: (name: string) => boolean) => names.flatMap((name, i) => (is(name) ? [i] : []));
