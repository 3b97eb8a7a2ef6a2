import { type ByteExamples, counted } from "#engine";
import { dotGroups, plainNumber } from "./cellNumber.ts";
import type { ChosenColumns } from "./csvChoice.ts";
import { columnText } from "./csvColumnText.ts";
import { type ColumnProfile, hasDecimalCommas, type ProfiledTable } from "./csvProfile.ts";
import type { Split } from "./csvSplit.ts";
import { listsText, twoMarksText } from "./doubtfulNumbers.ts";
import { fileName } from "./fileName.ts";
import { wordOfNothing } from "./missingValue.ts";
import { alikeText, namesText, quoted, visibleText } from "./quotedText.ts";
import { sameNumbers } from "./sameNumbers.ts";
import type { TableOptions } from "./tableOptions.ts";

/** How many rows lack what they need. */
export function droppedText({ table }: ProfiledTable, kept: ProfiledTable, { missing }: TableOptions): string[] {
  const dropped = table.lines.length - kept.table.lines.length;
  const lack = missing === "drop" ? "a value" : "the label";
  return dropped
    ? [
        `${dropped} of the ${table.lines.length} rows of ${fileName(table.path)} ${dropped === 1 ? `lacks ${lack} and is` : `lack ${lack} and are`} left out`,
      ]
    : [];
}

/** Words that were taken for missing values and may be categories, or classes. */
export function missingWords({ table, profiles }: ProfiledTable, { features, label }: ChosenColumns): string[] {
  return [label.column, ...features].flatMap((column) => {
    const { isMissing } = profiles[column] as ColumnProfile;
    const words = [...(table.columns[column]?.tally() ?? [])].filter(([text]) => wordOfNothing.test(visibleText(text)) && isMissing(text));
    return words.map(
      ([text, rows]) =>
        `${columnText(table, column)} has ${quoted(text)} in ${counted(rows, "row")}, which is taken for a missing value; where it is a word of its own, write another`,
    );
  });
}

/** Classes of which no row is left, as each lacks a value. */
export function lostClasses(before: readonly string[], after: readonly string[]): string[] {
  const lost = before.filter((name) => !after.includes(name));
  return lost.length
    ? [`no row of ${namesText(lost)} has all its values, so that ${lost.length === 1 ? "this is no class" : "these are no classes"}`]
    : [];
}

/** How the numbers of a table are written where they are not plain. */
export function writtenText(each: ProfiledTable, { features, label }: ChosenColumns): string[] {
  const { profiles } = each;
  const used = [...features, label.column].map((column) => profiles[column] as ColumnProfile).filter(({ kind }) => kind === "numbers");
  const have = (mark: "," | ".", decimal: "," | ".") =>
    used.some(({ format, tally }) => format.decimal === decimal && [...tally.keys()].some((text) => text.includes(mark)));
  return [
    ...(have(",", ",") ? ["commas in its numbers are decimal"] : []),
    ...(have(".", ",") ? ["dots in its numbers stand between thousands"] : []),
    ...(have(",", ".") ? ["commas in its numbers stand between thousands"] : []),
    ...pointsText(used),
    ...twoMarksText(each, features, label.column),
    ...listsText(each, features, label.column),
  ];
}

/**
 * Decimal points that may be marks between thousands for all that the numbers tell: three digits behind each of them, and none before a
 * fraction of one.
 */
function pointsText(numbers: readonly ColumnProfile[]): string[] {
  const pointed = numbers.filter(({ format }) => format.decimal === ".");
  let first: string | undefined;
  for (const { tally } of pointed)
    for (const cell of tally.keys()) {
      const text = visibleText(cell);
      if (!text.includes(".")) continue;
      if (!dotGroups.test(text)) return [];
      first ??= text;
    }
  if (first === undefined) return [];
  return [`dots in its numbers are decimal; if they stand between thousands, write ${first.replaceAll(".", "")} for ${first}`];
}

/** Which features are true and false. */
export function truthsText({ table, profiles }: ProfiledTable, { features }: ChosenColumns): string[] {
  const truths = features.filter((column) => profiles[column]?.kind === "truths").map((column) => columnText(table, column));
  return truths.length ? [`true is 1 and false 0 in ${truths.join(", ")}`] : [];
}

/** Which words of a column of features may be one. */
export function alikeWords(training: ProfiledTable, features: readonly number[]): string[] {
  const { table, profiles } = training;
  return features.flatMap((column) => {
    const { kind, tally } = profiles[column] as ColumnProfile;
    if (kind !== "words") return [];
    const [what, words] = [`words of ${columnText(table, column)}`, [...tally.keys()].sort()];
    return [...alikeText(what, words), ...sameNumbers(what, words, hasDecimalCommas(training))];
  });
}

/**
 * A number in brackets or quotation marks, with a minus behind it, a sign before it or a star, as ledgers and workbooks write some; as
 * Python does: `tensor(12.5)`, `np.float64(2.)`, `5_000`, `(3+2j)`; with powers of ten or fractions, as people do: `2×10^3`, `1½`.
 */
const otherWriting =
  /^(?:\p{L}[\p{L}\p{Nd}_.]*(?=\())?[=(['"’‘–—-]*\s*(?:\p{Nd}[\p{Nd}.,_٫٬．，·'’]*|[¼-¾⅐-⅞])(?:e[+-]?\p{Nd}+|\s*[×x*·]\s*10\s*[\^*]*[+−⁻-]?[\p{Nd}\p{No}]+)?(?:[+-][\p{Nd}.]+j)?\s*\p{No}?[)\]'"’*†-]*$/u;

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
    return [
      `${columnText(table, column)} holds words with numbers in them, as ${quoted(example)}, each a feature of 0 and 1; if they are numbers, write them with plain digits and nothing else`,
    ];
  });
}

const numbersInWords = [
  // with letters, a sign of a unit, minutes or a second number behind it; `3+4` is a code
  /^[^\p{L}\p{N}]{0,3}\p{N}+(?:.*[\p{L}\p{Sc}±°%]|:\p{N}{2}|\s*\/\s*\p{N}|\s+\p{N}+\/\p{N})/u,
  // behind a name and a mark, a brace or a sign
  /^\p{L}[\p{L}\p{N}_. ]*[:=]\s*[+−-]?[\d.,]+$/u,
  /^[{<>≤≥~≈±]\s*[+−-]?\p{N}/u,
  // categories have no decimals
  /\p{N}[.,]\p{N}/u,
];
/** From one number to another, as groups by age or income have it; first, second, third; the seventies. */
const noQuantity = /^\D{0,2}[\d.,]+\p{L}?\s*(?:[-–—]|to)\s*\D{0,2}[\d.,]+.*$|^\d+(?:st|nd|rd|th|s)$/u;
/** Fewer may be categories: 2 doors, 4 doors; 3G, 4G, 5G. */
const FEW_NUMBERS = 6;
/** So many words that differ in their number alone are hardly categories, whatever stands around it. */
const MANY_NUMBERS = 20;

/**
 * Of words that are no plain numbers, `different` with those, the first that is a number with text, where plain numbers stand beside it, or
 * where most are and some differ in the number alone: `45 years`, `temp: 19.2`, `05.янв` beside 3.1.
 */
function numberWithText(odd: readonly string[], different: number): string | undefined {
  const restOf = (text: string) => text.replaceAll(/\p{N}+(?:[.,]\p{N}+)*/gu, "#");
  const found = odd.filter((text) => numbersInWords.some((form) => form.test(text)) && !noQuantity.test(text));
  if (odd.length < different) return found[0];
  const alike = [...Map.groupBy(found, restOf).values()].filter((words) => words.length > 1).flat();
  if (alike.length >= FEW_NUMBERS && 2 * alike.length > different) return alike[0];
  const same = [...Map.groupBy(odd, restOf).values()].find((words) => words.length > MANY_NUMBERS && 2 * words.length > different);
  return same?.[0];
}

/** Words that only the last row has: a sum or a note below a table is such a row. */
export function lastRowText({ table, profiles }: ProfiledTable, features: readonly number[]): string[] {
  const last = table.lines.length - 1;
  const words = features.flatMap((column) => {
    const text = table.columns[column]?.text(last) as string;
    const { kind, tally } = profiles[column] as ColumnProfile;
    return kind === "words" && tally.get(text) === 1 ? [text] : [];
  });
  return words.length
    ? [`the last row, line ${table.lines[last]}, has ${namesText(words)}, which no other row has; if it is a sum or a note, take it out`]
    : [];
}

/** Classes that only held-out or test rows have. */
export function untrainedText({ train, classNames }: { train: ByteExamples; classNames: readonly string[] }, { heldOut }: Split): string[] {
  const untrained = classNames.filter((_, label) => !train.labels.includes(label, heldOut));
  return untrained.length ? [`no row is trained on of ${namesText(untrained)}`] : [];
}

/** Classes that no test row has. */
export function untestedText({ test, classNames }: { test: ByteExamples; classNames: readonly string[] }): string[] {
  const untested = classNames.filter((_, label) => !test.labels.includes(label));
  return untested.length ? [`no row is tested on of ${namesText(untested)}`] : [];
}
