import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";
import { MOST_CLASSES } from "./imageDataset.ts";

/** What hardly happens in a table by chance, and such a part of the rows are few exceptions. */
const [CHANCE, EXCEPTIONS] = [1e-9, 0.02];
/** So few numbers are codes, whole or not. */
const FEW_VALUES = 20;

/**
 * Which feature columns have the classes' answers: words or whole numbers, each of which goes with one class only, but for few rows, as
 * chance does not make them.
 */
export function answersIn({ table, profiles }: ProfiledTable, features: readonly number[], labels: Uint8Array, classes: number): string[] {
  const commonest = Math.max(...countsOf(labels)) / labels.length;
  return features.flatMap((column) => {
    const { kind, whole, tally, known, isMissing } = profiles[column] as ColumnProfile;
    const isCode = (kind !== "numbers" || whole || tally.size <= FEW_VALUES) && tally.size >= 2;
    if (!isCode || tally.size > known / 2) return [];
    const exceptions = exceptionsTo(table.columns[column] as CsvColumn, labels, isMissing, EXCEPTIONS * known);
    if (exceptions > EXCEPTIONS * known) return [];
    if ((exceptions > 0 || tally.size > 2 * classes) && chanceOf(known, tally.size, exceptions, commonest) > CHANCE) return [];
    const but = exceptions > 0 ? `, but for ${exceptions} of ${known} rows` : "";
    return [`${columnText(table, column)} tells the class by itself: each of its values goes with one class only${but}`];
  });
}

function countsOf(labels: Uint8Array): Uint32Array {
  const counts = new Uint32Array(MOST_CLASSES);
  for (const label of labels) (counts[label] as number)++;
  return counts;
}

/**
 * How likely all but some rows of a value have one class, were classes drawn as often as the commonest, at the most: C(n, k) qⁿ⁻ᵏ over the
 * rows that agree or not with another of their value.
 */
function chanceOf(rows: number, values: number, exceptions: number, commonest: number): number {
  const n = rows - values;
  let log = (n - exceptions) * Math.log(commonest);
  for (let k = 0; k < exceptions; k++) log += Math.log((n - k) / (k + 1));
  return Math.exp(log);
}

/** Rows of another class than most of their value, as soon as they are more than `most`; missing values are none. */
function exceptionsTo(column: CsvColumn, labels: Uint8Array, isMissing: (text: string) => boolean, most: number): number {
  const byText = new Map<string, { readonly counts: Uint32Array; largest: number }>();
  let exceptions = 0;
  for (let row = 0; row < labels.length && exceptions <= most; row++) {
    const text = column.text(row);
    if (isMissing(text)) continue;
    let known = byText.get(text);
    if (!known) {
      known = { counts: new Uint32Array(MOST_CLASSES), largest: 0 };
      byText.set(text, known);
    }
    const label = labels[row] as number;
    const count = (known.counts[label] as number) + 1;
    known.counts[label] = count;
    // either the commonest class of the value has one row more, or the others have
    if (count > known.largest) known.largest = count;
    else exceptions++;
  }
  return exceptions;
}
