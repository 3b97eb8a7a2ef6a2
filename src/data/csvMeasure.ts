import { commaNumber, plainNumber } from "./cellNumber.ts";

/** What a text measures, though it is no plain number, and so is no category; undefined where it is none of this. */
export const measureIn = (text: string): string | undefined => quantityIn(text) ?? timeIn(text);

/** A number in another writing. */
export function quantityIn(text: string): string | undefined {
  if (/^[+\-−]?[\d.,]+\s*%$/.test(text)) return "a percentage";
  if (/^[+\-−]?[$€£¥₹]\s*[\d.,]+$|^[\d.,]+\s*[$€£¥₹]$/.test(text)) return "an amount of money";
  if (/^[+-]?0x[\da-f]+$/i.test(text)) return "hexadecimal";
  if (/^[+\-−]?\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?$/.test(text)) return "a number with marks between thousands";
  if (/^[+\-−]?(?:\d+\.?\d*|\.\d+)[dD][+-]?\d+$/.test(text)) return "a number with D before its exponent";
  if (/^(['‘’`])[+\-−]?[\d.,]+(['‘’`])$/.test(text)) return "a number in single quotation marks";
  if (commaNumber(text)) return "a number with marks that cannot be told to be decimal";
  return undefined;
}

function timeIn(text: string): string | undefined {
  if (/^\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ]\d{1,2}:\d{2}.*)?$/.test(text)) return "a date";
  if (/^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]m)?$/i.test(text)) return "a time";
  return undefined;
}

/** A number with a unit or a limit: `12kg`, `3.5 cm`, `<0.006`, `5+`. */
const withUnit = /^[<>≤≥~]?\s*[+\-−]?\d[\d.,]*\s*(?:[a-zµ°²³]{1,4}(?:\/[a-z0-9²³]{1,4})?|\+)?$/i;

/** Of texts that are dates or times, more than half of them, the first; undefined where they are not. */
export function exampleOfTimes(texts: Iterable<string>): string | undefined {
  const all = [...texts];
  const found = all.filter((text) => timeIn(text) !== undefined);
  return 2 * found.length > all.length ? found[0] : undefined;
}

/** Of texts that are numbers in another writing, more than half of them, the first; undefined where they are not. */
export function exampleOfQuantities(texts: Iterable<string>): string | undefined {
  const all = [...texts];
  const found = all.filter((text) => !plainNumber.test(text) && (quantityIn(text) !== undefined || withUnit.test(text)));
  return 2 * found.length > all.length ? found[0] : undefined;
}
