import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";
import { MOST_CLASSES } from "./imageDataset.ts";

/** What hardly happens in a table by chance. */
const CHANCE = 1e-9;

/**
 * Which feature columns have the classes' answers: words or whole numbers, each of which goes with one class only, as chance does not make
 * them.
 */
export function answersIn({ table, profiles }: ProfiledTable, features: readonly number[], labels: Uint8Array, classes: number): string[] {
  return features.flatMap((column) => {
    const { kind, whole, tally } = profiles[column] as ColumnProfile;
    const isCode = (kind !== "numbers" || whole) && tally.size >= 2;
    if (!isCode || !tellsClass(table.columns[column] as CsvColumn, labels)) return [];
    if (tally.size > 2 * classes && chanceOf(tally, labels) > CHANCE) return [];
    return [`${columnText(table, column)} tells the class by itself: each of its values goes with one class only`];
  });
}

/**
 * How likely rows of one value all have one class, were classes drawn as often as the commonest: its share to the power of the rows that
 * agree with a first.
 */
function chanceOf(tally: ReadonlyMap<string, number>, labels: Uint8Array): number {
  const counts = new Uint32Array(MOST_CLASSES);
  for (const label of labels) (counts[label] as number)++;
  return (Math.max(...counts) / labels.length) ** (labels.length - tally.size);
}

function tellsClass(column: CsvColumn, labels: Uint8Array): boolean {
  const classOf = new Map<string, number>();
  return labels.every((label, row) => {
    const text = column.text(row);
    const known = classOf.get(text);
    if (known === undefined) classOf.set(text, label);
    return known === undefined || known === label;
  });
}
