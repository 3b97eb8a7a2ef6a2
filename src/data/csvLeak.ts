import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";

/** Which feature columns have the classes' answers: words or whole numbers, hardly more than classes, each of which goes with one class only. */
export function answersIn({ table, profiles }: ProfiledTable, features: readonly number[], labels: Uint8Array, classes: number): string[] {
  return features.flatMap((column) => {
    const { kind, whole, tally } = profiles[column] as ColumnProfile;
    const isCode = (kind !== "numbers" || whole) && tally.size >= 2 && tally.size <= 2 * classes;
    if (!isCode || !tellsClass(table.columns[column] as CsvColumn, labels)) return [];
    return [`${columnText(table, column)} tells the class by itself: each of its values goes with one class only`];
  });
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
