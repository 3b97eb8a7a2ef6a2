import { isExportHeader } from "./exportTable.ts";

/** How what is written here begins or ends, by which it is known again. */
export const MADE = "made by droplab";
/** The same in HTML, SVG and Markdown. */
export const MADE_COMMENT = `<!-- ${MADE} -->`;

/** So many bytes of a file's two ends tell. */
export const ENDS = 2 ** 16;
/** Of text so many signs of its beginning. */
const NEAR = 2000;

/** What Latin-1 makes of the first and last bytes of a file of each kind. */
const kinds: readonly ((beginning: string, end: string) => boolean)[] = [
  (beginning) => beginning.startsWith('{"format":"droplab experiments '),
  (beginning) =>
    /^(?:experiment,experimentName,|trial,iteration,loss,)/.test(beginning) && isExportHeader(beginning.split(/\r?\n/, 1)[0] ?? ""),
  (beginning) => beginning.startsWith(`% ${MADE} report `),
  (_, end) => end.endsWith(`${MADE_COMMENT}\n`),
  (beginning) => /^<!doctype html>/i.test(beginning) && beginning.slice(0, NEAR).includes(MADE_COMMENT),
  (beginning) => beginning.startsWith("<svg ") && beginning.slice(0, NEAR).includes(MADE_COMMENT),
  (beginning) => beginning.startsWith("PNG", 1) && beginning.slice(0, NEAR).includes("Software\0droplab"),
  (beginning, end) => beginning.startsWith("%PDF") && end.includes("(droplab)"),
  (beginning, end) => beginning.startsWith("PAR1") && end.slice(-NEAR).includes("droplab"),
];

/** Whether a report, a figure or an export begins and ends so. */
export function isMadeHere(beginning: Uint8Array, end: Uint8Array): boolean {
  const [first, last] = [beginning, end].map((bytes) => new TextDecoder("latin1").decode(bytes)) as [string, string];
  return kinds.some((isOne) => isOne(first, last));
}
