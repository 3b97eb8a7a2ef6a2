import { dotGroups, plainNumber } from "./cellNumber.ts";
import { namesText } from "./quotedText.ts";

/** Which of some words are one number, written otherwise: `1` and `1.0`; `1000` and `1.000` where dots stand between thousands. */
export function sameNumbers(what: string, words: readonly string[], areThousands = false): string[] {
  const numberOf = (word: string) => Number(areThousands && dotGroups.test(word) ? word.replaceAll(".", "") : word);
  const alike = Map.groupBy(
    words.filter((word) => plainNumber.test(word) && Number.isSafeInteger(numberOf(word))),
    numberOf,
  );
  return [...alike.values()].flatMap((same) => (same.length > 1 ? [`the ${what} ${namesText(same)} are one number, and stay apart`] : []));
}
