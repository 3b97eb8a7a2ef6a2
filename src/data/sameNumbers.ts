import { commaGroups, decimalComma, dotGroups, plainNumber } from "./cellNumber.ts";
import { namesText } from "./quotedText.ts";

/**
 * Which of some words are one number, written otherwise: `1` and `1.0` or `1,0`, `1.5` and `1.50`; `1000` and `1.000` where commas are decimal, so
 * that dots stand between thousands.
 */
export function sameNumbers(what: string, words: readonly string[], areCommasDecimal = false): string[] {
  const alike = Map.groupBy(
    words.filter((word) => !Number.isNaN(numberOf(word, areCommasDecimal))),
    (word) => numberOf(word, areCommasDecimal),
  );
  return [...alike.values()].flatMap((same) => (same.length > 1 ? [`the ${what} ${namesText(same)} are one number, and stay apart`] : []));
}

/** More digits than these may be another number in float64. */
const MOST_DIGITS = 15;

/** The number of a word, NaN where it is none or may be two: `1,000` unless commas are decimal. */
function numberOf(word: string, areCommasDecimal: boolean): number {
  const isComma = decimalComma.test(word) && (areCommasDecimal || !commaGroups.test(word));
  const isThousand = areCommasDecimal && dotGroups.test(word);
  const plain = (isThousand ? word.replaceAll(".", "") : word).replace(isComma || isThousand ? "," : "", isComma || isThousand ? "." : "");
  const value = plainNumber.test(plain) ? Number(plain.replace("−", "-")) : Number.NaN;
  return Number.isSafeInteger(value) || plain.replaceAll(/\D/g, "").length <= MOST_DIGITS ? value : Number.NaN;
}
