import type { ChosenColumns } from "./csvChoice.ts";
import { columnText } from "./csvColumnText.ts";
import { type ColumnProfile, numberIn, type ProfiledTable } from "./csvProfile.ts";
import { DataError } from "./dataError.ts";

/** Two columns, a class and its contrary, are said to tell one another. */
const LEAST_COLUMNS = 3;

/**
 * The columns beside one another, that of the labels among them and else features, of which exactly one is 1 and the others are 0 in every
 * row: the classes, one-hot. Undefined where there are none.
 */
function oneHotColumns({ table, profiles }: ProfiledTable, label: number, features: readonly number[]): readonly number[] | undefined {
  const isBinary = (column: number) => {
    const profile = column === label || features.includes(column) ? profiles[column] : undefined;
    const areNumbers = profile?.kind === "truths" || (profile?.kind === "numbers" && !profile.hasWords);
    if (!profile || !areNumbers || profile.missing > 0) return false;
    return [...profile.tally.keys()].every((text) => [0, 1].includes(numberIn(profile, text)));
  };
  if (!isBinary(label)) return undefined;
  let [first, last] = [label, label];
  while (isBinary(first - 1)) first--;
  while (isBinary(last + 1)) last++;
  const columns = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const values = columns.map((column) => table.columns[column]?.map((text) => numberIn(profiles[column] as ColumnProfile, text)));
  const ones = (row: number, from: number, to: number) => {
    let sum = 0;
    for (let column = from; column <= to; column++) sum += values[column - first]?.[row] as number;
    return sum;
  };
  for (let from = first; from <= label; from++)
    for (let to = last; to >= label && to - from + 1 >= LEAST_COLUMNS; to--)
      if (table.lines.every((_, row) => ones(row, from, to) === 1)) return columns.slice(from - first, to - first + 1);
  return undefined;
}

/**
 * Labels that nobody asked for must not be one of several columns that are one-hot together. Throws DataError; gives what is doubtful of
 * those that are asked for.
 */
export function checkOneHot(training: ProfiledTable, { label, features }: Pick<ChosenColumns, "label" | "features">): string[] {
  const columns = oneHotColumns(training, label.column, features);
  if (!columns) return [];
  const { table } = training;
  const [first, last] = [columns[0] as number, columns.at(-1) as number];
  const what = `of ${columnText(table, first)} to ${columnText(table, last)} one is 1 and the others are 0 in every row`;
  if (label.found === "asked")
    return [`${what}, so the others tell ${columnText(table, label.column)}, the label; --ignore leaves columns out`];
  throw new DataError(
    `${table.path}: ${what}, as of classes that are one-hot; write them as one column of labels, or choose one with --label and leave the others out with --ignore`,
  );
}
