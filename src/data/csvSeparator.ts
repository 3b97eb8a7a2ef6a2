import { commaNumber, plainNumber } from "./cellNumber.ts";
import { readCells, type Separator } from "./csvCells.ts";

/** In words for a sentence. */
export const separatorTexts: { readonly [separator in Separator]: string } = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "bars",
  " ": "blanks",
};

/** In the order in which they win where they fit alike. */
const separators = Object.keys(separatorTexts) as Separator[];

/** So many lines vote. */
const VOTERS = 200;

export interface Layout {
  readonly separator: Separator;
  /** How many cells most lines have. */
  readonly columns: number;
  /** Where the table begins: after the line `sep=;` that Excel writes. */
  readonly start: number;
}

/**
 * What separates the cells: what a first line `sep=;` says, else by a vote of the first lines, read with each separator: most lines must have
 * equally many cells, two or more, and the more of these are numbers the better.
 */
export function layoutOf(text: string): Layout {
  const said = /^\s*"?sep=([,;\t| ])"?[ \t]*(?:\r\n|\n|\r)/i.exec(text);
  const start = said?.[0].length ?? 0;
  const body = start ? text.slice(start) : text;
  const votes = (said ? [said[1] as Separator] : separators).map((separator) => voteOf(body, separator));
  const best = votes.reduce((a, b) => (b.score > a.score ? b : a));
  return { separator: best.separator, columns: best.columns, start };
}

function voteOf(text: string, separator: Separator) {
  const rows: string[][] = [];
  const fault = readCells(text, separator, (cells) => {
    if (!/^[#%]/.test(cells[0] as string)) rows.push(cells);
    return rows.length < VOTERS;
  });
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [columns, lines] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0]);
  const cells = rows.slice(1).flatMap((row) => row.filter(Boolean));
  const isNumber = (cell: string) => plainNumber.test(cell) || (separator !== "," && commaNumber(cell));
  const numbers = cells.filter(isNumber).length / (cells.length || 1);
  const agreed = lines / (rows.length || 1);
  const score = columns < 2 ? 0 : agreed ** 2 * (0.2 + numbers) * (fault ? 0.5 : 1);
  return { separator, columns, score };
}
