import stringWidth from "string-width";

/** How many columns of a terminal a text takes: two for a Chinese, Japanese or Korean character, none for an accent that is put on another. */
export const textWidth = (text: string): number => stringWidth(text);

/** How many the widest takes. */
export const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(textWidth));

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const graphemesOf = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment);

/** A text with blanks behind it, or before it, that make it `width` columns wide. */
export const padEnd = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - textWidth(text)));
export const padStart = (text: string, width: number): string => " ".repeat(Math.max(0, width - textWidth(text))) + text;

/** The beginning of a text that fits into `width` columns; … stands for the rest. */
export function cutEnd(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return width < 1 ? "" : `${taken(graphemesOf(text), width - 1).join("")}…`;
}

/** The end of a text that fits into `width` columns; … stands for what is before it. */
export function cutStart(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return width < 1
    ? ""
    : `…${taken(graphemesOf(text).reverse(), width - 1)
        .reverse()
        .join("")}`;
}

/** As many of these, from the first on, as fit into `width` columns. */
function taken(characters: readonly string[], width: number): string[] {
  let room = width;
  const end = characters.findIndex((character) => {
    room -= textWidth(character);
    return room < 0;
  });
  return characters.slice(0, end < 0 ? characters.length : end);
}

/** A text in lines of `width` columns, broken between words where that is possible; nothing of it is lost. */
export function wrapped(text: string, width: number): string[] {
  return wordLines(
    text.split(" ").flatMap((word) => broken(word, width)),
    width,
  );
}

/** Words in lines of `width` columns, or of one word that is wider. */
export function wordLines(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = [lines.at(-1), word].filter((part) => part !== undefined).join(" ");
    if (textWidth(longer) <= width) lines.pop();
    lines.push(textWidth(longer) <= width ? longer : word);
  }
  return lines;
}

/** A word in pieces that fit. */
function broken(word: string, width: number): string[] {
  const pieces = [""];
  for (const character of graphemesOf(word)) {
    const last = pieces.at(-1) as string;
    if (last && textWidth(last + character) > width) pieces.push(character);
    else pieces[pieces.length - 1] = last + character;
  }
  return pieces;
}
