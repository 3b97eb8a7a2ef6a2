import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { CHANCE, chanceThat, countsOf } from "./csvLeak.ts";
import type { CsvTable } from "./csvTable.ts";
import { MOST_KINDS } from "./personNames.ts";
import type { Related } from "./related.ts";
import { byValue, groupsOf } from "./rowGroups.ts";

/** Such a part of the test rows at least stand in the table, and such a part of these have the class that they have there. */
const [MANY, SAME] = [0.3, 0.98];

export interface Tested extends Related {
  readonly testLabels: Uint8Array;
}

/**
 * What is said of test rows that an id or a name knows from the table, with the class that it has there: the same rows in another writing,
 * or the same persons. Numbers that only count the rows of each file tell no class.
 */
export function knownRows({ training: { table, profiles }, labels, label, ignored, testing, testLabels }: Tested): string[] {
  if (testing === undefined) return [];
  const byChance = agreeingByChance(labels, testLabels);
  const areInOrder = haveRuns(labels) && haveRuns(testLabels);
  for (const [column, profile] of profiles.entries()) {
    if (column === label || (areInOrder && countsRows(table, column) && countsRows(testing, column))) continue;
    const isIgnored = ignored.includes(column);
    const namings = [...(isIgnored ? [byValue(profile)] : []), ...groupsOf(table, column, profile, isIgnored)];
    const [own, others] = [table.columns[column] as CsvColumn, testing.columns[column] as CsvColumn];
    for (const { named } of namings) {
      const classes = new Map<string, number>();
      for (let row = 0; row < labels.length; row++) classes.set(named(own.text(row)), labels[row] as number);
      let [known, same] = [0, 0];
      for (let row = 0; row < testLabels.length; row++) {
        const found = classes.get(named(others.text(row)));
        if (found === undefined) continue;
        known++;
        if (found === testLabels[row]) same++;
      }
      if (
        classes.size <= MOST_KINDS ||
        known < MANY * testLabels.length ||
        same < SAME * known ||
        chanceThat(known, known - same, byChance) > CHANCE
      )
        continue;
      return [
        `${columnText(table, column)} knows ${known} of the ${testLabels.length} test rows from the table, ${same === known ? "all" : same} with the class that they have there, so the accuracy is that of what is known`,
      ];
    }
  }
  return [];
}

/** How likely a row of each part have one class, if they have nothing to do with each other. */
function agreeingByChance(labels: Uint8Array, testLabels: Uint8Array): number {
  const [counts, testCounts] = [countsOf(labels), countsOf(testLabels)];
  return counts.reduce((sum, count, label) => sum + (count / labels.length) * ((testCounts[label] as number) / testLabels.length), 0);
}

/** Whether a column is the number of the row in its file, from any number on. */
function countsRows({ columns, lines }: CsvTable, column: number): boolean {
  const numbers = columns[column] as CsvColumn;
  const first = Number(numbers.text(0)) - (lines[0] as number);
  return lines.every((line, row) => Number(numbers.text(row)) - line === first);
}

/** Whether nearly every row has the class of the row before it, so that rows at about one place in two files share it. */
function haveRuns(labels: Uint8Array): boolean {
  const alike = labels.reduce((sum, label, row) => sum + Number(row > 0 && label === labels[row - 1]), 0);
  return alike >= 0.9 * (labels.length - 1);
}
