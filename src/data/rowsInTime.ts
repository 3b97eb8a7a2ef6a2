import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { exampleOfTimes } from "./csvMeasure.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";
import { isTime } from "./csvRowIndex.ts";
import { testNameOf } from "./csvSiblings.ts";
import type { CsvTable } from "./csvTable.ts";
import type { Related } from "./related.ts";
import { areSorted, changesIn, goOneWay } from "./rowOrder.ts";

/** At most such a part of the steps from row to row goes back in time. */
const BACK = 0.01;
/** The class changes at most such a part as often from row to row as in a drawn order; so rarely, that tells time by itself. */
const [SLOW, BY_ITSELF] = [0.25, 0.1];

/** Rows that follow one another in time, where the class changes slowly. */
export function slowInTime({ training: { table, profiles }, labels, classNames, label, testing }: Related): string[] {
  if (testing !== undefined || !areSorted(labels, SLOW)) return [];
  const column = profiles.findIndex((profile, each) => each !== label && isInTime(table, each, profile));
  const changes = changesIn(labels);
  const often = `${changes} ${changes === 1 ? "time" : "times"} in ${labels.length} rows`;
  const beside = "rows just before and after those that are tested are trained on";
  if (column >= 0)
    return [
      `${columnText(table, column)} has the rows in the order of time, in which the class changes ${often}; ${beside}; for the accuracy at later times, put the last rows into ${testNameOf(table.path)}`,
    ];
  // of rows that are sorted by class each class stands in one place
  if (changes < 2 * classNames.length || !areSorted(labels, BY_ITSELF)) return [];
  return [
    `the class changes only ${often}, and comes again: if these are in the order in which they were made, ${beside}; for the accuracy at later times, put the last rows into ${testNameOf(table.path)}`,
  ];
}

/** Whether a column has times, which go forward or back from row to row. */
function isInTime({ header, columns }: CsvTable, column: number, profile: ColumnProfile): boolean {
  const texts = columns[column] as CsvColumn;
  const { kind, tally, known } = profile;
  if (tally.size < 10 || known < texts.count) return false;
  const isNumber = kind === "numbers" && isTime(header?.[column] ?? "");
  if (!isNumber && exampleOfTimes(tally.keys()) === undefined) return false;
  const numbers = texts.map((text) => (isNumber ? numberIn(profile, text) : Date.parse(text)));
  if (numbers.every(Number.isFinite)) return goOneWay(numbers, BACK);
  return goOneWay(
    Array.from({ length: texts.count }, (_, row) => texts.text(row)),
    BACK,
  );
}
