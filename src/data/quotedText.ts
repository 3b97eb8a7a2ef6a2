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

const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** A text without the marks that nobody sees, and without blanks around it. */
export const visibleText = (text: string): string => text.replace(invisible, "").trim();

/** Which words differ in case, blanks, a full stop or marks that nobody sees only. */
export function alikeText(what: string, words: readonly string[]): string[] {
  const alike = Map.groupBy(words, (word) =>
    word
      .normalize("NFKC")
      .replace(invisible, "")
      .toLowerCase()
      .replace(/\s+/g, " ")
      .replace(/^ | $|\.$/g, ""),
  );
  return [...alike.values()].flatMap((same) =>
    same.length > 1
      ? [`the ${what} ${same.map(quoted).join(" and ")} differ in case, blanks, a full stop or marks that nobody sees only`]
      : [],
  );
}
