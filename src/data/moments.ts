import type { CsvColumn } from "./csvColumn.ts";
import { exampleOfTimes } from "./csvMeasure.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";
import { isTime } from "./csvRowIndex.ts";

/** From the year 2000 to 2037, in seconds since 1970. */
const [FIRST, LAST] = [946e6, 2_146e6];
/** A day of a workbook counts from the last day of 1899. */
const [WORKBOOK_FIRST, WORKBOOK_LAST] = [36_526, 50_406];

/** The moments of a column of dates with their times, or of numbers that surely are or are called times; undefined where it has none. */
export function momentsIn(texts: CsvColumn, profile: ColumnProfile, name: string): Float64Array | undefined {
  const found =
    profile.kind === "numbers"
      ? ofNumbers(
          texts.map((text) => numberIn(profile, text)),
          isTime(name),
        )
      : ofTexts(texts, profile);
  return found?.every(Number.isFinite) ? found : undefined;
}

/** Seconds since 1970 or thousandths or millionths of them; dates of eight digits and more; days of a workbook in a column of times. */
function ofNumbers(values: Float64Array, isNamed: boolean): Float64Array | undefined {
  const areWithin = (first: number, last: number) => values.every((value) => value > first && value < last);
  if ([1, 1e3, 1e6].some((unit) => areWithin(FIRST * unit, LAST * unit))) return values;
  for (const digits of [8, 10, 12, 14]) {
    if (!areWithin(2000 * 10 ** (digits - 4), 2038 * 10 ** (digits - 4))) continue;
    const moments = values.map((value) => momentOfDigits(value, digits));
    if (moments.every(Number.isFinite)) return moments;
  }
  return isNamed && areWithin(WORKBOOK_FIRST, WORKBOOK_LAST) ? values : undefined;
}

/** `20240105`, `2024010523`, `202401052359` as a moment. */
function momentOfDigits(value: number, digits: number): number {
  const text = String(value);
  if (text.length !== digits) return Number.NaN;
  const [year, month, day, hour = "00", minute = "00", second = "00"] = [text.slice(0, 4), ...(text.slice(4).match(/../g) ?? [])];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Day, month and year in either order, and what follows of a time of day. */
const parts = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(.*)$/;

function ofTexts(texts: CsvColumn, { tally }: ColumnProfile): Float64Array | undefined {
  if (exampleOfTimes(tally.keys()) === undefined) return undefined;
  // 13/02/2024 tells the order of all, and a point that the day comes first
  const isDayFirst = [...tally.keys()].some((text) => {
    const [, first, mark] = parts.exec(text) ?? [];
    return mark === "." || Number(first) > 12;
  });
  return texts.map((text) => {
    const [, first, , second, year = "", rest = ""] = parts.exec(text) ?? [];
    if (first === undefined) return Date.parse(text);
    const [day, month] = isDayFirst ? [first, second] : [second, first];
    return Date.parse(`${month}/${day}/${year}${rest}`);
  });
}
