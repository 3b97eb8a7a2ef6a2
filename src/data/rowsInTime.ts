import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { exampleOfTimes } from "./csvMeasure.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";
import { isTime } from "./csvRowIndex.ts";
import { testNameOf } from "./csvSiblings.ts";
import type { CsvTable } from "./csvTable.ts";
import { momentsIn } from "./moments.ts";
import type { Related } from "./related.ts";
import { areSorted, changesIn, goOneWay } from "./rowOrder.ts";

/** At most such a part of the steps from row to row goes back in time. */
const BACK = 0.01;
/** The class changes at most such a part as often from row to row as in a drawn order; so rarely, that tells time by itself. */
const [SLOW, BY_ITSELF] = [0.25, 0.1];

/** Rows that follow one another in time, where the class changes slowly. */
export function slowInTime({ training: { table, profiles }, labels, classNames, label, testing }: Related): string[] {
  if (testing !== undefined) return [];
  const beside = "rows just before and after those that are tested are trained on";
  const often = (changes: number) => `${changes} ${changes === 1 ? "time" : "times"} in ${labels.length} rows`;
  if (areSorted(labels, SLOW)) {
    const changes = often(changesIn(labels));
    for (const [column, profile] of profiles.entries()) {
      const begins = column === label ? 0 : beginningsInTime(table, column, profile);
      if (begins === 0) continue;
      const anew = begins > 1 ? `, which begins anew ${begins - 1 === 1 ? "once" : `${begins - 1} times`}` : "";
      return [
        `${columnText(table, column)} has the rows in the order of time${anew}, in which the class changes ${changes}; ${beside}; for the accuracy at later times, put the last rows${begins > 1 ? " of each series" : ""} into ${testNameOf(table.path)}`,
      ];
    }
    // of rows that are sorted by class each class stands in one place
    if (changesIn(labels) >= 2 * classNames.length && areSorted(labels, BY_ITSELF))
      return [
        `the class changes only ${changes}, and comes again: if these are in the order in which they were made, ${beside}; for the accuracy at later times, put the last rows into ${testNameOf(table.path)}`,
      ];
  }
  for (const [column, profile] of profiles.entries()) {
    const times = column === label ? undefined : datesIn(table, column, profile);
    if (!times) continue;
    const order = [...times.keys()].sort((a, b) => (times[a] as number) - (times[b] as number));
    const inTime = Uint8Array.from(order, (row) => labels[row] as number);
    if (changesIn(inTime) >= 2 * classNames.length && areSorted(inTime, SLOW))
      return [
        `${columnText(table, column)} has times, in whose order the class changes ${often(changesIn(inTime))}; ${beside}; for the accuracy at later times, put the rows of the latest times into ${testNameOf(table.path)}`,
      ];
  }
  return [];
}

/** The moments of a column that has a value in every row, another in most; undefined where it has none. */
function datesIn({ header, columns }: CsvTable, column: number, profile: ColumnProfile): Float64Array | undefined {
  const texts = columns[column] as CsvColumn;
  const { tally, known } = profile;
  return known < texts.count || 2 * tally.size < known ? undefined : momentsIn(texts, profile, header?.[column] ?? "");
}

/** How often times begin: once where they go one way, and again where they fall back, or leap, by half of all that they go through. */
function beginnings(times: ArrayLike<number>): number {
  const all = Array.from(times);
  const [least, most] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const isForward = (all.at(-1) as number) >= (all[0] as number);
  const against = (step: number) => (isForward ? -step : step);
  return 1 + all.filter((time, row) => row > 0 && against(time - (all[row - 1] as number)) > (most - least) / 2).length;
}

/** How often times begin in a column that has some, which go forward or back from row to row; 0 where it has none such. */
function beginningsInTime({ header, columns }: CsvTable, column: number, profile: ColumnProfile): number {
  const texts = columns[column] as CsvColumn;
  const { kind, tally, known } = profile;
  if (tally.size < 10 || known < texts.count) return 0;
  const isNumber = kind === "numbers" && isTime(header?.[column] ?? "");
  if (!isNumber && exampleOfTimes(tally.keys()) === undefined) return 0;
  const numbers = isNumber ? texts.map((text) => numberIn(profile, text)) : momentsIn(texts, profile, "");
  if (numbers?.every(Number.isFinite)) return goOneWay(numbers, BACK) ? beginnings(numbers) : 0;
  const isOneWay = goOneWay(
    Array.from({ length: texts.count }, (_, row) => texts.text(row)),
    BACK,
  );
  return Number(isOneWay);
}
