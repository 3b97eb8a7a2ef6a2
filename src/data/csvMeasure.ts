import { commaNumber } from "./cellNumber.ts";

/** What a text measures, though it is no plain number, and so is no category; undefined where it is none of this. */
export const measureIn = (text: string): string | undefined => quantityIn(text) ?? timeIn(text);

/** A number in another writing. */
export function quantityIn(text: string): string | undefined {
  if (/^[+\-−]?[\d.,]+\s*%$/.test(text)) return "a percentage";
  if (/^[+\-−]?[$€£¥₹]\s*[\d.,]+$|^[\d.,]+\s*[$€£¥₹]$/.test(text)) return "an amount of money";
  if (/^[+-]?0x[\da-f]+$/i.test(text)) return "hexadecimal";
  if (/^[+\-−]?\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?$/.test(text)) return "a number with marks between thousands";
  if (commaNumber(text)) return "a number with commas that cannot be told to be decimal";
  return undefined;
}

function timeIn(text: string): string | undefined {
  if (/^\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ]\d{1,2}:\d{2}.*)?$/.test(text)) return "a date";
  if (/^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]m)?$/i.test(text)) return "a time";
  return undefined;
}

/** A number with a unit or a limit: `12kg`, `3.5 cm`, `<0.006`, `5+`. */
const withUnit = /^[<>≤≥~]?\s*[+\-−]?\d[\d.,]*\s*(?:[a-zµ°²³]{1,4}(?:\/[a-z0-9²³]{1,4})?|\+)?$/i;

/** Whether words that differ from row to row are numbers in another writing rather than names. */
export function areQuantities(texts: Iterable<string>): boolean {
  let [numbers, all] = [0, 0];
  for (const text of texts) {
    all++;
    if (quantityIn(text) !== undefined || withUnit.test(text)) numbers++;
  }
  return 2 * numbers > all;
}
