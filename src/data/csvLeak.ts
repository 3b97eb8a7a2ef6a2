import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";

/** Which feature columns have the classes' answers: each of their values, which come again, goes with one class only. */
export function answersIn({ table, profiles }: ProfiledTable, features: readonly number[], labels: Uint8Array): string[] {
  return features.flatMap((column) => {
    const { tally, known } = profiles[column] as ColumnProfile;
    const repeats = tally.size >= 2 && tally.size <= known / 4;
    if (!repeats || !tellsClass(table.columns[column] as CsvColumn, labels)) return [];
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
