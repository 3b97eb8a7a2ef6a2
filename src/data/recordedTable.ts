import { commaGroups, dotGroups } from "./cellNumber.ts";
import type { ChosenColumns } from "./csvChoice.ts";
import type { ColumnProfile, ProfiledTable } from "./csvProfile.ts";
import { visibleText } from "./quotedText.ts";
import type { Missing } from "./tableOptions.ts";
import type { ColumnReading, TableReading } from "./tableReading.ts";

/** Whole numbers up to here may come as thousands, too: 980 beside 1.157. */
const HUNDRED = 100;

interface Read {
  readonly training: ProfiledTable;
  readonly columns: ChosenColumns;
  readonly missing: Missing;
  readonly means: readonly number[] | undefined;
}

const threeDigits = /^[+\-−]?\d+[.,]\d{3}$/;

/** Whether some number is written with a decimal mark before three digits. */
const hasThreeDigits = ({ tally, format: { decimal } }: ColumnProfile) =>
  [...tally.keys()].some((text) => text.includes(decimal) && threeDigits.test(visibleText(text)));

/** Whether some number is written with a decimal mark. */
const isMarked = ({ tally, format: { decimal } }: ColumnProfile) => [...tally.keys()].some((text) => text.includes(decimal));

/**
 * How a table was read. Marks between thousands are read in new rows only where a number of the table had one: 20,512 is otherwise as likely
 * a decimal comma.
 */
export function recordedTable({ training: { table, profiles }, columns, missing, means }: Read): TableReading {
  const numbers = columns.features.map((column) => profiles[column] as ColumnProfile).filter(({ kind }) => kind === "numbers");
  const hasGroups = numbers.some(({ format: { decimal, groups }, tally }) => {
    const form = decimal === "," ? dotGroups : commaGroups;
    return groups && [...tally.keys()].some((text) => form.test(visibleText(text)));
  });
  return {
    ...(table.header && { header: table.header }),
    width: table.columns.length,
    label: columns.label.column,
    columns: columns.features.map((column): ColumnReading => {
      const profile = profiles[column] as ColumnProfile;
      const { kind, format, missingRules, tally, whole, most } = profile;
      const rules = { column, format: { ...format, groups: format.groups && hasGroups }, missing: missingRules };
      if (kind === "words") return { ...rules, kind, words: [...tally.keys()].sort() };
      if (kind === "truths") return { ...rules, kind };
      const doubts = {
        ...(whole && most >= HUNDRED && !isMarked(profile) && ({ areThousands: true } as const)),
        ...(!hasThreeDigits(profile) && ({ neverThreeDigits: true } as const)),
      };
      return { ...rules, kind: "numbers", ...doubts };
    }),
    missing,
    ...(means && { means }),
  };
}
