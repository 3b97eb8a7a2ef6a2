import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { CHANCE, countsOf } from "./csvLeak.ts";
import type { Related } from "./related.ts";
import { groupsOf } from "./rowGroups.ts";

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
  const commonest = Math.max(...countsOf(labels)) / labels.length;
  for (const [column, profile] of profiles.entries()) {
    if (column === label) continue;
    const names = [...(ignored.includes(column) ? [(text: string) => text] : []), ...groupsOf(table, column, profile, false)];
    const [own, others] = [table.columns[column] as CsvColumn, testing.columns[column] as CsvColumn];
    for (const named of names) {
      const classes = new Map<string, number>();
      for (let row = 0; row < labels.length; row++) classes.set(named(own.text(row)), labels[row] as number);
      let [known, same] = [0, 0];
      for (let row = 0; row < testLabels.length; row++) {
        const found = classes.get(named(others.text(row)));
        if (found === undefined) continue;
        known++;
        if (found === testLabels[row]) same++;
      }
      if (known < MANY * testLabels.length || same < SAME * known || same * Math.log(commonest) > Math.log(CHANCE)) continue;
      return [
        `${columnText(table, column)} knows ${known} of the ${testLabels.length} test rows from the table, ${same === known ? "all" : same} with the class that they have there, so the accuracy is that of what is known`,
      ];
    }
  }
  return [];
}
