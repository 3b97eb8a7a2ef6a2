import { commaNumber, plainNumber } from "./cellNumber.ts";
import { readCells, type Separator } from "./csvCells.ts";

/** In words for a sentence. */
export const separatorTexts: { readonly [separator in Separator]: string } = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "bars",
  " ": "blanks",
  "\n": "line ends",
};

/** In the order in which they win where they fit alike. */
const separators = (Object.keys(separatorTexts) as Separator[]).filter((separator) => separator !== "\n");

/** Those that stand in no number. */
const marks: readonly Separator[] = [";", "\t", "|"];

/** So many lines vote. */
const VOTERS = 200;

/** Such a part of the lines must have equally many cells where a separator separates them all. */
const ALL = 0.95;

export interface Layout {
  readonly separator: Separator;
  /** How many cells most lines have. */
  readonly columns: number;
  /** Where the table begins: after the line `sep=;` that Excel writes. */
  readonly start: number;
}

/** What is known of a file before it is read. */
export interface KnownLayout {
  /** Whether each line is one cell. */
  readonly isOneColumn?: boolean;
  /** Whether its numbers have commas. */
  readonly hasCommasInNumbers?: boolean;
}

/** The lines as one separator parts them. */
interface Vote {
  readonly separator: Separator;
  readonly columns: number;
  /** The cells of the lines after the first, or of the only one. */
  readonly rows: readonly string[][];
  /** The part of the lines that have `columns` cells. */
  readonly agreed: number;
  /** Whether the first line is parted, too. */
  readonly partsFirst: boolean;
  /** Whether it parts the first line and all others, but for few, into equally many cells. */
  readonly partsAll: boolean;
  readonly fault: boolean;
}

/**
 * What separates the cells: what a first line `sep=;` says, else by a vote of the first lines, read with each separator: most lines must have
 * equally many cells, two or more, the first line among them; the more of these are numbers the better, and the fewer hold another separator
 * that parts all lines. Blanks stand within words, so they separate nothing where another one parts all lines. Lines that are known to be one
 * cell each are no question; and where commas are known to stand in numbers they separate nothing if another mark parts all lines.
 */
export function layoutOf(text: string, { isOneColumn = false, hasCommasInNumbers = false }: KnownLayout = {}): Layout {
  const said = /^\s*"?sep=([,;\t| ])"?[ \t]*(?:\r\n|\n|\r)/i.exec(text);
  const start = said?.[0].length ?? 0;
  const body = start ? text.slice(start) : text;
  if (isOneColumn) return { separator: "\n", columns: 1, start };
  const all = (said ? [said[1] as Separator] : separators).map((separator) => voteOf(body, separator));
  const isPartedOtherwise = hasCommasInNumbers && all.some(({ separator, partsAll }) => partsAll && marks.includes(separator));
  const votes = isPartedOtherwise ? all.filter(({ separator }) => separator !== ",") : all;
  const scored = votes.map((vote) => ({ vote, score: scoreOf(vote, votes) }));
  const { vote } = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return { separator: vote.separator, columns: vote.columns, start };
}

function voteOf(text: string, separator: Separator): Vote {
  const [rows, marked]: [string[][], string[][]] = [[], []];
  const fault = readCells(text, separator, (cells) => {
    (/^[#%]/.test(cells[0] as string) ? marked : rows).push(cells);
    return rows.length < VOTERS;
  });
  // where each line begins so, none is a comment
  if (rows.length === 0) rows.push(...marked);
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [columns, lines] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0]);
  const first = rows[0]?.length ?? 0;
  const agreed = lines / (rows.length || 1);
  const partsAll = columns >= 2 && agreed >= ALL && first === columns && fault === undefined;
  return {
    separator,
    columns,
    rows: rows.length > 1 ? rows.slice(1) : rows,
    agreed,
    partsFirst: first >= 2,
    partsAll,
    fault: fault !== undefined,
  };
}

function scoreOf(vote: Vote, votes: readonly Vote[]): number {
  const { separator, columns, rows, agreed, partsFirst, fault } = vote;
  if (columns < 2) return 0;
  const isNumber = (cell: string) => plainNumber.test(cell) || (separator !== "," && commaNumber(cell));
  const others = votes.filter((other) => other.partsAll && other !== vote && other.separator !== " ").map((other) => other.separator);
  // between blanks, a tab is no part of a cell, so it tells by the cells that it makes
  const tabs = separator === " " && votes.some((other) => other.partsAll && other.separator === "\t" && !joinsNumbers(other));
  const isTorn = (cell: string) => !isNumber(cell) && (others.some((other) => cell.includes(other)) || areNumbers(cell));
  const torn = rows.filter((row) => row.some(isTorn)).length / (rows.length || 1);
  if (tabs || (separator === " " && (torn > 0.5 || endWithMarks(rows)))) return 0;
  const cells = rows.flatMap((row) => row.filter(Boolean));
  const numbers = cells.filter(isNumber).length / (cells.length || 1);
  const whole = 1 - cells.filter(isTorn).length / (cells.length || 1);
  return agreed ** 2 * (0.2 + numbers) * (0.01 + whole) ** 2 * (partsFirst ? 1 : 0.1) * (fault ? 0.5 : 1);
}

/** Whether what blanks part ends with the mark that parts it, as in `25, Private, 226802`. */
function endWithMarks(rows: readonly string[][]): boolean {
  const cells = rows.flatMap((row) => row.slice(0, -1));
  return [",", ";", "|"].some((mark) => cells.length > 0 && cells.filter((cell) => cell.endsWith(mark)).length >= 0.9 * cells.length);
}

/** Several numbers with blanks between them, which are no thousands. */
const areNumbers = (cell: string) => {
  const parts = cell.split(/[ \t]+/);
  return (
    parts.length > 1 &&
    parts.every((part) => plainNumber.test(part) || commaNumber(part)) &&
    !/^[^\s\d]{0,2}\d{1,3}(?: \d{3})+(?:[.,]\d+)?$/.test(cell)
  );
};

const joinsNumbers = ({ rows }: Vote) => 2 * rows.filter((row) => row.some(areNumbers)).length > rows.length;
