import { commaNumber, plainNumber } from "./cellNumber.ts";

const amount = String.raw`[\d.,'’\s]*\d[.,]?\s*(?:[KMBkmb]|bn|-)?`;
/** Of letters only an amount of three digits or with a mark is money: SEK 2 and CAD 3 may be a school and a disease. */
const largeAmount = String.raw`(?=[^\d]*(?:\d[.,'’\s]?\d[.,'’\s]?\d|\d+[.,]\d))[\d.,'’\s]*\d`;
const sign = String.raw`(?:(?:[A-Za-z]{1,2})?\p{Sc}|zł|Kč)`;
const letters = String.raw`(?:EUR|USD|CHF|GBP|JPY|CNY|RMB|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RUB|BRL|ZAR|MXN|TRY|KRW|kr|Fr|Rs|Ft|lei)\.?`;
const money = [
  [sign, amount],
  [letters, largeAmount],
].flatMap(([currency, number]) => [
  new RegExp(String.raw`^[+\-−]?${currency}\s*[+\-−]?${number}$`, "u"),
  new RegExp(String.raw`^[+\-−]?${number}\s*${currency}$`, "u"),
]);

/** A number in another writing. */
export function quantityIn(text: string): string | undefined {
  if (/^[+\-−]?[\d.,]+\s*[%‰]$/.test(text)) return "a percentage";
  if (money.some((form) => form.test(text))) return "an amount of money";
  if (/^[+-]?0x[\da-f]+$|^\d[\da-f]*[a-f][\da-f]*h$/i.test(text)) return "hexadecimal";
  if (/^[+\-−]?\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?$/.test(text)) return "a number with marks between thousands";
  if (/^[+\-−]?(?:(?:\d+\.\d*|\.\d+)[dD][+-]?|\d+[dD][+-])\d+$/.test(text)) return "a number with D before its exponent";
  if (/^(['‘’`])[+\-−]?[\d.,]+(['‘’`])$/.test(text)) return "a number in single quotation marks";
  if (commaNumber(text)) return "a number with marks that cannot be told to be decimal";
  return undefined;
}

/** A month's name or its first letters, in English; the day and the year stand around it. */
const month = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
const dates = [
  // a year has two digits or four: 4-4-2 is no date, nor is 1.0.0
  /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{2}|\d{4}))(?:[T ]\d{1,2}:\d{2}.*|Z)?$/,
  /^\d{8}T\d{4,6}Z?$/,
  /^\d{4}年\d{1,2}月\d{1,2}日$/,
  new RegExp(`^\\d{1,4}[- .]+${month}[-,. ]+\\d{1,4}$`, "i"),
  new RegExp(`^${month}[- .]+\\d{1,2}[-,. ]+\\d{2,4}$`, "i"),
];

/** Whether three numbers have a day and a month among them: 10-26-26 has, 14-35-14 has not. */
function haveDay(text: string): boolean {
  const parts = /^(\d+)[-/.](\d+)[-/.](\d+)/.exec(text)?.slice(1) ?? [];
  if (parts.length === 0) return true;
  const isDay = (day = "", month = "") => Number(day) >= 1 && Number(day) <= 31 && Number(month) >= 1 && Number(month) <= 12;
  const [first, second, third] = parts;
  return [isDay(first, second), isDay(second, first), isDay(third, second), isDay(second, third)].some(Boolean);
}

/** A date, or a time of day. */
export function timeIn(text: string): string | undefined {
  if (dates.some((form) => form.test(text)) && haveDay(text)) return "a date";
  if (/^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*(?:[ap]m|Uhr|Z))?$|^\d{1,2}h\d{2}$/i.test(text)) return "a time";
  return undefined;
}

/** A number with a unit or a limit: `12kg`, `3.5 cm`, `<0.006`, `5+`. */
const withUnit = /^[<>≤≥~]?\s*[+\-−]?\d[\d.,]*\s*(?:[a-zµ°²³]{1,4}(?:\/[a-z0-9²³]{1,4})?|\+)?$/i;

/** First, second, third, in digits. */
export const isOrdinal = (text: string): boolean => /\d(?:st|nd|rd|th)$/i.test(text);

/** Whether a text is a number with a unit or a limit; neither a plain one nor an ordinal. */
export const hasUnit = (text: string): boolean => withUnit.test(text) && !plainNumber.test(text) && !isOrdinal(text);

/** Whether a text begins as a number does, behind a sign or two. */
export const beginsAsNumber = (text: string): boolean => /^[^\p{L}\p{N}]{0,3}\p{N}/u.test(text);

/** Of texts that are dates or times, more than half of them, the first; undefined where they are not. */
export function exampleOfTimes(texts: Iterable<string>): string | undefined {
  const all = [...texts];
  const found = all.filter((text) => timeIn(text) !== undefined);
  return 2 * found.length > all.length ? found[0] : undefined;
}

/** Of texts that are numbers in another writing, more than half of them, the first; undefined where they are not. */
export function exampleOfQuantities(texts: Iterable<string>): string | undefined {
  const all = [...texts];
  const found = all.filter((text) => !plainNumber.test(text) && (quantityIn(text) !== undefined || hasUnit(text)));
  return 2 * found.length > all.length ? found[0] : undefined;
}
