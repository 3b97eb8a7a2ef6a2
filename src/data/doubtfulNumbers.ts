import { commaGroups, decimalComma, plainNumber, toNumber } from "./cellNumber.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";
import { quoted, visibleText } from "./quotedText.ts";

/** What is said of one column of numbers; nothing where it is undefined. */
type Doubt = (profile: ColumnProfile, table: ProfiledTable["table"], column: number) => string | undefined;

const saidOf = ({ table, profiles }: ProfiledTable, columns: readonly number[], doubt: Doubt): string[] =>
  columns.flatMap((column) => {
    const profile = profiles[column] as ColumnProfile;
    const what = profile.kind === "numbers" ? doubt(profile, table, column) : undefined;
    return what === undefined ? [] : [`${columnText(table, column)} ${what}`];
  });

/**
 * One decimal mark each, though a file has one: which columns have dots in a file of decimal commas, or commas in one of decimal dots.
 * The mark of fewer columns is doubted, where they are as many the comma, unless semicolons separate.
 */
export function twoMarksText(each: ProfiledTable, features: readonly number[], label: number): string[] {
  const { table, profiles } = each;
  const marked = (mark: "." | ",") => [...features, label].filter((column) => hasMark(profiles[column] as ColumnProfile, mark));
  const [dots, commas] = [marked("."), marked(",")];
  if (dots.length === 0 || commas.length === 0) return [];
  const areDotsOdd = dots.length === commas.length ? table.separator === ";" : dots.length < commas.length;
  const odd = areDotsOdd ? dots : commas;
  const example = textWith(profiles[odd[0] as number] as ColumnProfile, areDotsOdd ? "." : ",");
  const where = odd.map((column) => columnText(table, column)).join(", ");
  const [its, others] = areDotsOdd ? ["dots", "commas"] : ["commas", "dots"];
  const left = odd.filter((column) => column !== label);
  const [these, them] = left.length === 1 ? ["this is a column", "it"] : ["these are columns", "them"];
  const next = [
    ...(left.length
      ? [
          `if ${these} of dates, times, versions or lists, leave ${them} out with --ignore ${left.map((column) => columnOption(table, column)).join()}`,
        ]
      : []),
    ...(odd.includes(label) ? ["if the labels are codes, versions or lists, write a letter before each"] : []),
  ];
  return [
    `${its} are decimal in ${where}, as ${quoted(example)}, and ${others} elsewhere, though a file has one decimal mark; ${next.join("; ")}`,
  ];
}

const hasMark = ({ kind, format, tally }: ColumnProfile, mark: "." | ",") =>
  kind === "numbers" && format.decimal === mark && [...tally.keys()].some((text) => text.includes(mark));
const textWith = ({ tally }: ColumnProfile, mark: "." | ",") => [...tally.keys()].find((text) => text.includes(mark)) as string;

/** Answers of which several can be given, in their order: 1, 3 and 1,3; of digits beyond nought. */
const areLists = ({ tally }: ColumnProfile) =>
  [...tally.keys()]
    .map((text) => /^([1-9])(?:,([1-9]))?$/.exec(visibleText(text)))
    .every((list) => list && (list[1] as string) < (list[2] ?? "A"));

const hasSureCommas = ({ kind, tally }: ColumnProfile) =>
  kind === "numbers" && [...tally.keys()].some((text) => decimalComma.test(text) && !commaGroups.test(text));

/**
 * Columns of decimal commas in a file between commas that may be lists, all of them, so that no other tells that commas are decimal: 1,234 does
 * not.
 */
export function listsText({ table, profiles }: ProfiledTable, features: readonly number[], label: number): string[] {
  const columns = [...features, label].filter((column) => hasSureCommas(profiles[column] as ColumnProfile));
  const others = features.some((column) => hasMark(profiles[column] as ColumnProfile, "."));
  if (table.separator !== "," || others || !columns.every((column) => areLists(profiles[column] as ColumnProfile))) return [];
  return columns.map((column) => {
    const next = column === label ? "write a letter before each" : `leave it out with --ignore ${columnOption(table, column)}`;
    const example = quoted(textWith(profiles[column] as ColumnProfile, ","));
    return `commas are decimal in ${columnText(table, column)}, as ${example}, though commas separate the cells; if these are lists, ${next}`;
  });
}

/** Such a part at least of the whole numbers from the least to the largest stands behind the marks where they count. */
const COUNTED = 1 / 3;
const TEN = 10;

/**
 * A number whose last zero is lost, as 3.10 is read as 3.1, where what stands behind the marks counts: whole numbers of one digit and of
 * two, none with a zero before it (1.05 is a fraction), of which a third or more of those from the least to the largest are there, one from 10
 * to 19 among them. Ten
 * may be the largest, then 3.1 beside 3.10 is enough; beyond ten not all have a zero at the end, as of a writer who writes 1.5 and 1.50.
 * Undefined where it does not count.
 */
function countedNumber({ format: { decimal }, tally }: ColumnProfile): string | undefined {
  const form = decimal === "," ? /^\d+(?:,([1-9]\d?|0))?$/ : /^\d+(?:\.([1-9]\d?|0))?$/;
  const counts = new Set<number>();
  const tens: string[] = [];
  for (const cell of tally.keys()) {
    const text = visibleText(cell);
    const [fits, behind] = form.exec(text) ?? [];
    if (fits === undefined) return undefined;
    if (behind === undefined || behind === "0") continue;
    counts.add(Number(behind));
    if (behind.length === 2 && behind.endsWith("0")) tens.push(text);
  }
  const twin = tens.find((text) => tally.has(text.slice(0, -1)));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const areDense = counts.size >= COUNTED * (most - least);
  const hasTeens = [...counts].some((count) => count >= TEN && count < 2 * TEN); // 1.50 to 1.99 are heights
  const areBeyond = hasTeens && [...counts].some((count) => count > TEN && count % TEN !== 0);
  const isTold = most === TEN ? twin !== undefined || areDense : areDense && areBeyond;
  return least < TEN && isTold ? (twin ?? tens[0]) : undefined;
}

const monthOfYear = /^(?:0?[1-9]|1[0-2])\.(?:19|20)\d{2}$/;
const yearOfMonth = /^(?:19|20)\d{2}[.,](?:[1-9]|1[0-2])$/;

/**
 * Columns of numbers with a mark that may be a version or a chapter, as 3.10 beside 3.9, or a month, as 2021.10 beside 2021.1 or 01.2024.
 */
export function dottedTexts(training: ProfiledTable, columns: readonly number[]): string[] {
  return saidOf(training, columns, (profile) => {
    const texts = [...profile.tally.keys()].filter((text) => plainNumber.test(text));
    if (texts.length > 0 && texts.every((text) => monthOfYear.test(text)))
      return `has ${quoted(texts[0] as string)}, which is read as the number ${Number(texts[0])}; if these are months, count them by whole numbers`;
    const text = countedNumber(profile);
    if (text === undefined) return undefined;
    const other = text.slice(0, -1);
    const areMonths = [...profile.tally.keys()].every((each) => yearOfMonth.test(visibleText(each)));
    const next = areMonths
      ? `months or versions, write two digits behind each mark, as ${text.replace(/\d+$/, "01")}`
      : "versions or chapters, write a v before each";
    const same = profile.tally.has(other) ? `, as ${quoted(other)} is` : "";
    return `has ${quoted(text)}, which is read as the number ${toNumber(text, profile.format)}${same}; if these are ${next}`;
  });
}

/** A number that begins with zeros, as codes do; the times of a clock and small counts have two digits. */
const code = /^0\d{2,}$/;

/** A number with zeros before it and a mark behind, as days of a month and times of day have: 09.04, 00.23. */
const markedCode = /^0\d+[.,]\d+$/;

/**
 * Columns of numbers that may be codes, as of the post: 01234 is another code than 1234, and no larger than 00999; as of wires: 00 is
 * thicker than 0; or dates or times: 09.04 is the 9th of April.
 */
export function codeTexts(training: ProfiledTable, features: readonly number[]): string[] {
  return saidOf(training, features, ({ whole, tally, format }, table, column) => {
    const leave = `leave them out with --ignore ${columnOption(table, column)}`;
    const isOneOfTwo = (text: string) => /^0\d+$/.test(text) && tally.has(String(Number(text)));
    const text = whole && [...tally.keys()].find((each) => (code.test(each) && Number(each) > 0) || isOneOfTwo(each));
    if (text)
      return `has ${quoted(text)}, which is read as the number ${Number(text)}; if these are codes, write a letter before each, and each is a category, or ${leave}`;
    const marked = [...tally.keys()].find((each) => markedCode.test(visibleText(each)));
    if (marked === undefined) return undefined;
    return `has ${quoted(marked)}, which is read as the number ${toNumber(marked, format)}; if these are dates, times or codes, write plain numbers, as the days since a first one, or ${leave}`;
  });
}

/** Columns of whole numbers of which one has more digits than float64 keeps, so that differences within the last digits are lost. */
export function inexactTexts(training: ProfiledTable, features: readonly number[]): string[] {
  return saidOf(training, features, ({ least, most, tally }, table, column) => {
    if (Math.max(-least, most) <= Number.MAX_SAFE_INTEGER) return undefined;
    const text = [...tally.keys()].find((each) => /^[+-]?\d+$/.test(each) && BigInt(each) !== BigInt(Number(each)));
    if (text === undefined) return undefined;
    return `has ${text}, which is read as ${BigInt(Number(text))}, as whole numbers beyond 2^53 are rounded; write what they are more than the least one, or leave them out with --ignore ${columnOption(table, column)}`;
  });
}

/** So many different digits, all but two of them, are decimals and no answers; so many of two digits or more no months. */
const [MOST_DIGITS, MANY_DECIMALS] = [8, 20];

/**
 * Of a table between commas without names, or with a name less than columns, whether columns may hold the decimals of those before them,
 * parted by a comma that is decimal: always as many digits, of many kinds, with zeros in front; or, in two columns or behind minus zero, a
 * digit each.
 */
export function partedDecimals({ table, profiles }: ProfiledTable, features: readonly number[]): string[] {
  if ((table.header && !table.isHeaderShort) || table.separator !== ",") return [];
  const textsOf = (column: number) => [...(profiles[column] as ColumnProfile).tally.keys()];
  const digitsOf = (column: number): number => {
    const texts = textsOf(column);
    const length = texts[0]?.length ?? 0;
    if (!texts.every((text) => /^\d+$/.test(text) && text.length === length)) return 0;
    const areMany =
      length === 1 ? texts.length >= MOST_DIGITS : texts.length >= MANY_DECIMALS && texts.some((text) => text.startsWith("0"));
    return areMany ? length : 0;
  };
  const pairs: { readonly before: number; readonly digits: number }[] = [];
  const digitsBehind = (i: number): number => {
    const [before, behind] = [features[i], features[i + 1]];
    return before !== undefined && behind === before + 1 && textsOf(before).every((text) => /^[+-]?\d+$/.test(text)) ? digitsOf(behind) : 0;
  };
  for (let i = 0; i + 1 < features.length; i++) {
    const digits = digitsBehind(i);
    // one digit may be what stands before the mark of those that follow
    if (digits === 0 || (digits === 1 && digitsBehind(i + 1) > 1)) continue;
    pairs.push({ before: features[i] as number, digits });
    i++;
  }
  const [first] = pairs;
  const isSure = pairs.length > 1 || pairs.some(({ before, digits }) => digits > 1 || textsOf(before).includes("-0"));
  if (!first || !isSure) return [];
  const [before, behind] = [table.columns[first.before]?.text(0), table.columns[first.before + 1]?.text(0)];
  return [
    `${columnText(table, first.before + 1)}${pairs.length > 1 ? " and others" : ""} always ${pairs.length > 1 ? "have" : "has"} as many digits, so that ${before},${behind} may be ${before}.${behind}; if commas are decimal, write points, or semicolons between the columns`,
  ];
}
