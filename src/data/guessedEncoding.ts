import { columnText } from "./csvColumnText.ts";
import type { CsvTable } from "./csvTable.ts";
import { DataError } from "./dataError.ts";
import { GUESSED_ENCODING } from "./decodeText.ts";
import { quoted } from "./quotedText.ts";

const isGuessed = ({ notes }: CsvTable): boolean => notes.includes(GUESSED_ENCODING);

/** What to add where a text is taken for no value, or for no number: in another encoding it may be a word. */
export const encodingDoubt = (table: CsvTable, text: string): string =>
  isGuessed(table) && /[^\x20-\x7e]/.test(text) ? `; ${GUESSED_ENCODING}` : "";

/** Signs that hardly a word in windows-1252 has, and that letters of other encodings become. */
const noLetter = /[^\p{L}\p{ASCII}\s–—‘’“”°€²³·]/u;
/** Bytes that are blanks and dashes alone, and letters elsewhere. */
const onlyMarks = /^[\u00a0–—]+$/;

/**
 * Two texts of a column in a guessed encoding must differ in more than A0 at an end, a blank there, which is not looked at, and a letter
 * elsewhere (the Russian `а` of cp866); and where others seem to be letters of another encoding, none may be blanks or dashes alone, which
 * would be missing values. Throws DataError.
 */
export function refuseAmbiguousBytes(tables: readonly CsvTable[]): void {
  const tallies = tables.map(({ columns }) => columns.map((column) => column.tally()));
  for (const table of tables.filter(isGuessed))
    for (const [column, texts] of table.columns.entries()) {
      const known = (text: string) => text.trim() !== "" && tallies.some((each) => each[column]?.has(text.trim()));
      const lone = [...texts.tally().keys()].some((text) => noLetter.test(text)) ? texts.findRow((text) => onlyMarks.test(text)) : -1;
      if (lone >= 0)
        throw new DataError(
          `${table.path}: line ${table.lines[lone]}, ${columnText(table, column)}: ${quoted(texts.text(lone))} may be a letter, as others there are of another encoding; its bytes are not UTF-8, so save it as UTF-8`,
        );
      const row = texts.findRow((text) => /^\u00a0|\u00a0$/.test(text) && known(text));
      if (row < 0) continue;
      throw new DataError(
        `${table.path}: line ${table.lines[row]}, ${columnText(table, column)}: ${quoted(texts.text(row).trim())} stands with the byte A0 and without, a blank in windows-1252 and a letter in other encodings; save it as UTF-8`,
      );
    }
}
