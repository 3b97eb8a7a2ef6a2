const ESCAPE = "\u001b";
const tokens = new RegExp(`${ESCAPE}\\[\\??(?<count>\\d*)(?:;\\d+)*(?<code>[A-Za-z])|\\n|[^${ESCAPE}\\n]+`, "g");
const SHOW_CURSOR = 25;

/** What a terminal shows after this output, without colours and empty lines, and whether its cursor shows. Lines do not wrap. */
export function screen(output: string): { readonly lines: string[]; readonly cursor: boolean } {
  const lines = [""];
  let [row, column, cursor] = [0, 0, true];
  const moveTo = (newRow: number, newColumn: number) => {
    [row, column] = [Math.max(0, newRow), newColumn];
    while (lines.length <= row) lines.push("");
  };
  const setLine = (change: (line: string) => string) => {
    lines[row] = change(lines[row] ?? "");
  };
  const setMode = (mode: number, on: boolean) => {
    if (mode === SHOW_CURSOR) cursor = on;
  };
  const codes: { readonly [code: string]: (count: number) => void } = {
    A: (count) => moveTo(row - (count || 1), column),
    B: (count) => moveTo(row + (count || 1), column),
    G: (count) => moveTo(row, (count || 1) - 1),
    K: (count) => setLine((line) => (count === 2 ? "" : line.slice(0, column))),
    h: (mode) => setMode(mode, true),
    l: (mode) => setMode(mode, false),
    m: () => {},
  };
  for (const { 0: text, groups } of output.matchAll(tokens)) {
    const act = codes[groups?.["code"] ?? ""];
    if (act) act(Number(groups?.["count"]));
    else if (text === "\n") moveTo(row + 1, 0);
    else if (text.startsWith(ESCAPE)) throw new Error(`${JSON.stringify(text)} is no ESCAPE sequence that a screen knows`);
    else {
      setLine((line) => line.slice(0, column).padEnd(column) + text + line.slice(column + text.length));
      column += text.length;
    }
  }
  return { lines: lines.filter((line) => line.trim()), cursor };
}
