import { type ByteExamples, counted } from "#engine";
import { dotGroups } from "./cellNumber.ts";
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

/** What ledgers write for 0, where a column of numbers from 0 on has it and no 0. */
const dash = /^[-‐‑‒–—―−]$/;

/** Words that were taken for missing values and may be categories, or classes, or sodium; and dashes that may be zeros. */
export function missingWords({ table, profiles }: ProfiledTable, { features, label }: ChosenColumns): string[] {
  return [label.column, ...features].flatMap((column) => {
    const { isMissing, kind, least, known } = profiles[column] as ColumnProfile;
    const isWord = (text: string) => wordOfNothing.test(text) || (kind === "words" && text === "Na");
    const isZero = (text: string) => kind === "numbers" && known > 0 && least > 0 && dash.test(text);
    return [...(table.columns[column]?.tally() ?? [])].flatMap(([text, rows]) => {
      const seen = visibleText(text);
      if (!isMissing(text) || !(isWord(seen) || isZero(seen))) return [];
      const next = isZero(seen) ? "where it is zero, write 0" : "where it is a word of its own, write another";
      return [`${columnText(table, column)} has ${quoted(text)} in ${counted(rows, "row")}, which is taken for a missing value; ${next}`];
    });
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
