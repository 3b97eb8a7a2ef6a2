import type { ChosenColumns } from "./csvChoice.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";
import type { Missing } from "./tableOptions.ts";
import type { ColumnReading, TableReading } from "./tableReading.ts";

interface Read {
  readonly training: ProfiledTable;
  readonly columns: ChosenColumns;
  readonly missing: Missing;
  readonly means: readonly number[] | undefined;
}

/** How a table was read. */
export function recordedTable({ training: { table, profiles }, columns, missing, means }: Read): TableReading {
  return {
    ...(table.header && { header: table.header }),
    width: table.columns.length,
    label: columns.label.column,
    columns: columns.features.map((column): ColumnReading => {
      const { kind, format, missingRules, tally } = profiles[column] as ColumnProfile;
      const rules = { column, format, missing: missingRules };
      if (kind === "words") return { ...rules, kind, words: [...tally.keys()].sort() };
      return { ...rules, kind: kind === "truths" ? kind : "numbers" };
    }),
    missing,
    ...(means && { means }),
  };
}
