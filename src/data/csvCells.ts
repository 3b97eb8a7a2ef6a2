/** What stands between two cells; a blank stands for any run of blanks and tabs, a line end for nothing: each line is one cell. */
export type Separator = "," | ";" | "\t" | "|" | " " | "\n";

/** Why the cells of a file cannot be told apart, and where. */
export interface QuoteFault {
  readonly line: number;
  readonly what: string;
}

const [QUOTE, EQUALS, BLANK, TAB, LF, CR] = [34, 61, 32, 9, 10, 13];
/** What spreadsheets are given so that they keep a text as it is: `="024"`. */
const asText = /^="([^"]*)"$/;

/**
 * Gives the cells of each line that is not blank to `onRow`, with the number of its line from 1, until it returns false: RFC 4180 with any line
 * end; a cell in quotation marks may hold separators, line ends and doubled quotation marks; blanks around a cell are left out,
 * also inside its quotation marks, and so is the sign of equality in front of them. Returns what is wrong with the quotation marks, where
 * something is.
 */
export function readCells(
  text: string,
  separator: Separator,
  onRow: (cells: string[], line: number) => boolean | undefined,
): QuoteFault | undefined {
  const code = separator.charCodeAt(0);
  const runs = separator === " ";
  const isBlank = (char: number) => char === BLANK || (char === TAB && code !== TAB);
  const isEnd = (char: number) => char === LF || char === CR || Number.isNaN(char);
  const separates = (char: number) => char === code || (runs && char === TAB);
  let [at, line] = [0, 1];
  let char = text.charCodeAt(0);
  const skipBlanks = () => {
    while (isBlank(char)) char = text.charCodeAt(++at);
  };

  /** The cell in quotation marks that begins here, or what is wrong with it. */
  const quoted = (): string | QuoteFault => {
    const begun = line;
    let cell = "";
    for (let from = at + 1; ; ) {
      const close = text.indexOf('"', from);
      if (close < 0) return { line: begun, what: "a quotation mark is not closed" };
      cell += text.slice(from, close);
      at = close + 1;
      char = text.charCodeAt(at);
      if (char !== QUOTE) break;
      cell += '"';
      from = at + 1;
    }
    line += lineEnds(cell);
    skipBlanks();
    const closed = isEnd(char) || separates(char) || (runs && text.charCodeAt(at - 1) !== QUOTE);
    return closed
      ? cell.replace(/^[ \t]+|[ \t]+$/g, "").replace(asText, "$1")
      : { line: begun, what: "a quotation mark closes before the end of its cell" };
  };

  while (at < text.length) {
    const begun = line;
    const cells: string[] = [];
    let isQuoted = false;
    for (;;) {
      skipBlanks();
      if (runs && isEnd(char)) break;
      if (char === EQUALS && text.charCodeAt(at + 1) === QUOTE) char = text.charCodeAt(++at);
      if (char === QUOTE) {
        const cell = quoted();
        if (typeof cell !== "string") return cell;
        isQuoted = true;
        cells.push(cell);
      } else {
        const from = at;
        while (!separates(char) && !isEnd(char)) {
          if (char === QUOTE) return { line, what: "a quotation mark stands within a cell" };
          char = text.charCodeAt(++at);
        }
        let to = at;
        while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
        cells.push(text.slice(from, to));
      }
      if (isEnd(char)) break;
      if (!runs) char = text.charCodeAt(++at);
    }
    if (char === CR && text.charCodeAt(at + 1) === LF) at++;
    char = text.charCodeAt(++at);
    line++;
    // "" is how a missing value is written where there is one column
    const isMissing = isQuoted && separator === "\n";
    const isBlankLine = cells.length === 0 || (cells.length === 1 && cells[0] === "" && !isMissing);
    if (!isBlankLine && onRow(cells, begun) === false) return undefined;
  }
  return undefined;
}

const lineEnds = (cell: string) => (/[\r\n]/.test(cell) ? cell.split(/\r\n|\n|\r/).length - 1 : 0);
