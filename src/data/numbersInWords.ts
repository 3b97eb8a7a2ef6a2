import { plainNumber } from "./cellNumber.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import { beginsAsNumber, isOrdinal } from "./csvMeasure.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";
import { quoted } from "./quotedText.ts";

/**
 * A number in brackets or quotation marks, with a minus behind it, a sign before it or a star, as ledgers and workbooks write some; as
 * Python does: `tensor(12.5)`, `np.float64(2.)`, `5_000`, `(3+2j)`; with powers of ten or fractions, as people do: `2×10^3`, `1½`.
 */
const otherWriting =
  /^(?:\p{L}[\p{L}\p{Nd}_.]*(?=\())?[=(['"’‘“–—-]*\s*(?:\p{Nd}[\p{Nd}.,_٫٬．，·'’]*|[¼-¾⅐-⅞])(?:e[+-]?\p{Nd}+|\s*[×x*·]\s*10\s*[\^*]*[+−⁻-]?[\p{Nd}\p{No}]+)?(?:[+-][\p{Nd}.]+j)?\s*\p{No}?[)\]'"’”*†;:,-]*$/u;

/** No number where the others are written so: `tensor(nan)`, `[None]`. */
const wrappedNothing = /^(?:\p{L}[\p{L}\p{Nd}_.]*)?[([]+['"]?(?:[+-]?nan|none|null|n\/?a|<na>|[+-]?inf(?:inity)?)?['"]?[)\]]+$/iu;

/** Columns of words that may be numbers in another writing: all of them, or with text behind them as units and months have it. */
export function otherWritings({ table, profiles }: ProfiledTable, features: readonly number[]): string[] {
  return features.flatMap((column) => {
    const { kind, tally } = profiles[column] as ColumnProfile;
    if (kind !== "words") return [];
    const odd = [...tally.keys()].filter((text) => !plainNumber.test(text));
    const [number] = odd.filter((text) => otherWriting.test(text));
    if (number !== undefined && odd.every((text) => otherWriting.test(text) || wrappedNothing.test(text)))
      return [
        `${columnText(table, column)} holds words, as ${quoted(number)}; if they are numbers, write them with plain digits, and a minus before them`,
      ];
    const example = numberWithText(odd, tally.size);
    if (example === undefined) return [];
    if (!/\p{N}/u.test(example))
      return [
        `${columnText(table, column)} holds words beside numbers, as ${quoted(example)}, each of both a feature of 0 and 1; where it means no number, write NA`,
      ];
    return [
      `${columnText(table, column)} holds words with numbers in them, as ${quoted(example)}, each a feature of 0 and 1; if they are numbers, write them with plain digits and nothing else`,
    ];
  });
}

/** How numbers stand in words. */
const forms = [
  // with letters, a sign of a unit, minutes or a second number behind it; `3+4` is a code
  /^[^\p{L}\p{N}]{0,3}\p{N}+(?:.*[\p{L}\p{Sc}±°%[]|\s*(?:[:/]|\+\/-)\s*\p{N}|\s+\p{N}+(?:\/\p{N}+)?$)/u,
  // behind a name and a mark, a brace or a sign
  /^\p{L}[^:=]*[:=]\s*[+−-]?\p{N}/u,
  /^\p{L}+\s+[+−-]?[\d.,]+\s*[\p{L}°%]{1,4}$/u,
  /^[{<>≤≥~≈±]\s*[+−-]?\p{N}/u,
  // feet and inches, where ranges are no more among them
  /^\p{N}+['’-]\p{N}+["”]?$/u,
];
const decimal = /\p{N}[.,]\p{N}/u;
const decade = /^\d+s$/;
/** The last of several groups, beside plain numbers: `3+`, `5 or more`. */
const andMore = /^[<>≤≥]?\s*\d+\s*(?:\+|(?:or|and) \p{L}+|plus)?$/u;
const fromTo = /^\D{0,2}([\d.,]+)\p{L}?\s*(?:[-–—]|to)\s*\D{0,2}([\d.,]+).*$/u;

/** Whether the words that look so are from one number to a larger one, all of them, as groups by age or income are. */
function areRanges(words: readonly string[]): boolean {
  return words.every((text) => {
    const [from = 0, to = 0] = (fromTo.exec(text) ?? []).slice(1).map((number) => Number(number.replaceAll(",", "")));
    return from <= to;
  });
}

/** Fewer may be categories: 2 doors, 4 doors; 3G, 4G, 5G. */
const FEW_NUMBERS = 6;
/** So many words that differ in their number alone are hardly categories, whatever stands around it. */
const MANY_NUMBERS = 20;
/** Categories have no decimals: so many words that all have are measured. */
const FEW_DECIMALS = 3;

/**
 * Of words that are no plain numbers, `different` with those, one that is a number with text or stands among numbers; undefined where they
 * are categories for all that.
 */
function numberWithText(odd: readonly string[], different: number): string | undefined {
  const haveRanges = areRanges(odd);
  const isQuantity = (text: string) => !(haveRanges && fromTo.test(text)) && !isOrdinal(text) && !decade.test(text);
  // beside many plain numbers any word is odd: `>20`, `refused`; beside a few one that begins as they do: `05.янв` and 3.1
  const plain = different - odd.length;
  if (plain >= FEW_NUMBERS && 2 * plain > different) return odd[0];
  if (plain > 0) return odd.find((text) => beginsAsNumber(text) && isQuantity(text) && !andMore.test(text));
  if (odd.length >= FEW_DECIMALS && odd.every((text) => decimal.test(text) && isQuantity(text))) return odd[0];
  // words that differ in their number alone: `45 years`, `temp: 19.2`
  const byRest = (words: readonly string[]) => [...Map.groupBy(words, (text) => text.replaceAll(/\p{N}+(?:[.,]\p{N}+)*/gu, "#")).values()];
  const numbers = odd.filter((text) => isQuantity(text) && (decimal.test(text) || forms.some((form) => form.test(text))));
  const alike = byRest(numbers)
    .filter((words) => words.length > 1)
    .flat();
  if (alike.length >= FEW_NUMBERS && 2 * alike.length > different) return alike[0];
  return byRest(odd).find((words) => words.length > MANY_NUMBERS && 2 * words.length > different)?.[0];
}

const dateNumber = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/** Columns of numbers that are dates, all of them: as numbers months are not equally far from one another. */
export function datesAsNumbers({ table, profiles }: ProfiledTable, features: readonly number[]): string[] {
  return features.flatMap((column) => {
    const { kind, tally } = profiles[column] as ColumnProfile;
    const [first = "", ...others] = tally.keys();
    if (kind !== "numbers" || others.length === 0 || ![first, ...others].every((text) => dateNumber.test(text))) return [];
    return [
      `${columnText(table, column)} holds dates, as ${first}, and is read as numbers; write days since a first one, or leave it out with --ignore ${columnOption(table, column)}`,
    ];
  });
}
