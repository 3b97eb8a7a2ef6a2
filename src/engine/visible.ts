/**
 * What a terminal or a page would obey instead of showing it: control characters, and those that turn the direction of a text or end its
 * line. Names come from files of others.
 */
const obeyed = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\ufeff]/gu;

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };
const escaped = (character: string): string => short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A name within a line: its control and bidirectional characters are escapes, as JSON has them: `\u202e`. */
export const inLine = (text: string): string => text.replace(obeyed, escaped);

/** The same for a text of several lines: line ends and tabs stay. */
export const visible = (text: string): string =>
  text.replace(obeyed, (character) => (character === "\n" || character === "\t" ? character : escaped(character)));
