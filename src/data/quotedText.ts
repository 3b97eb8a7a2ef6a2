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

/** Soft hyphens, joiners, marks of direction and variation: what Unicode says to show nothing of. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/** A text without the marks that nobody sees, and without blanks around it. */
export const visibleText = (text: string): string => (isAscii(text) ? text : text.replace(invisible, "")).trim();

/** Whether all of it is printed ASCII. */
function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

/** Letters that are not made of another and a mark, as those who have no such key write them. */
const strokes: Readonly<Record<string, string>> = { ł: "l", ø: "o", đ: "d", ß: "ss", æ: "ae", œ: "oe", ı: "i", ð: "d", þ: "th" };

/** Cyrillic and Greek letters that look as Latin ones do, and circles as one another. */
const lookalikes = new Map(
  [
    ["АВЕКМНОРСТУХІЈЅаеорсухіјѕ", "ABEKMHOPCTYXIJSaeopcyxijs"],
    ["ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo"],
    ["〇◯✔✕", "○○✓×"],
  ].flatMap(([letters = "", latin = ""]) => [...letters].map((letter, i) => [letter, latin[i] as string] as const)),
);

/** A word without case, blanks and what nobody sees. */
const bareWord = (word: string) =>
  word
    .normalize("NFKC")
    .replace(invisible, "")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/^ | $|\.$/g, "");

/** Whether words differ in case, blanks, a full stop or what nobody sees at most. */
export const areAlike = (one: string, other: string): boolean => bareWord(one) === bareWord(other);

const inLatin = (word: string) => bareWord([...word.normalize("NFKC")].map((letter) => lookalikes.get(letter) ?? letter).join(""));

/** A word with the marks of a typewriter, and without blanks around them: word processors put others. */
const withPlainMarks = (word: string) =>
  inLatin(word)
    .replace(/[‘’‚‛ʼ´`′]/g, "'")
    .replace(/[“”„‟«»″]|''/g, '"')
    .replace(/[‐‑‒–—―−﹘]/g, "-")
    .replace(/\s*([/&,;:+])\s*/g, "$1")
    .replace(/(?<=[\p{L}\p{N}])(?:\s*[-_]\s*|\s)(?=[\p{L}\p{N}])/gu, "-")
    // of long words accents and hyphens tell none from another
    .replace(/(?<=\p{L}{3})-(?=\p{L}{3})|(?<=\p{L})-(?=\p{N})|(?<=\p{N})-(?=\p{L})/gu, "")
    .replace(/\s/g, "")
    .replace(/.{4,}/su, (long) =>
      long
        .normalize("NFD")
        .replace(/\p{M}/gu, "")
        .replace(/[łøđßæœıðþ]/g, (letter) => strokes[letter] ?? letter),
    );

/**
 * Which words differ in case, blanks, a full stop or marks that nobody sees only, in letters of other alphabets that look alike, or in
 * their apostrophes, quotation marks, dashes and accents.
 */
export function alikeText(what: string, words: readonly string[]): string[] {
  const alike = Map.groupBy(words, bareWord);
  const looks = Map.groupBy(alike.values(), ([word = ""]) => inLatin(word));
  const marks = Map.groupBy(looks.keys(), withPlainMarks);
  const named = (some: readonly string[]) => `the ${what} ${some.map(quoted).join(" and ")}`;
  return [
    ...[...alike.values()]
      .filter((same) => same.length > 1)
      .map((same) => `${named(same)} differ in case, blanks, a full stop or marks that nobody sees only`),
    ...[...looks.values()]
      .filter((same) => same.length > 1)
      .map((same) => `${named(same.map(([word = ""]) => word))} look alike, and differ in letters of several alphabets`),
    ...[...marks.values()]
      .filter((same) => same.length > 1)
      .map(
        (same) =>
          `${named(same.map((look) => looks.get(look)?.[0]?.[0] ?? look))} differ in apostrophes, dashes, accents or blanks at marks only`,
      ),
  ];
}
