import { plainNumber } from "./cellNumber.ts";
import { namesText } from "./quotedText.ts";

/** Which of some words are one number, written otherwise: `1` and `1.0`. */
export function sameNumbers(what: string, words: readonly string[]): string[] {
  const alike = Map.groupBy(
    words.filter((word) => plainNumber.test(word) && Number.isSafeInteger(Number(word))),
    Number,
  );
  return [...alike.values()].flatMap((same) => (same.length > 1 ? [`the ${what} ${namesText(same)} are one number, and stay apart`] : []));
}
