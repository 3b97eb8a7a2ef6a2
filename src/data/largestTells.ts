import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import type { Labelled } from "./csvLeak.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";

/** Such a part of the rows may be otherwise; for so many classes at most, each with so many rows on average, it is looked for. */
const [EXCEPTIONS, MOST_CLASSES, LEAST_ROWS] = [0.02, 20, 10];

/**
 * Columns side by side, one for each class, of which the largest or the smallest tells the class: probabilities, scores or distances that
 * some classifier gave, and no features.
 */
export function largestTells({ training: { table, profiles }, features, labels, classNames }: Labelled): string[] {
  const classes = classNames.length;
  if (classes > MOST_CLASSES || labels.length < LEAST_ROWS * classes) return [];
  const isNumeric = (column: number) => {
    const { kind, missing, whole, tally } = profiles[column] as ColumnProfile;
    return kind === "numbers" && missing === 0 && !(whole && tally.size <= 2);
  };
  const numbers = new Map<number, Float64Array>();
  const valuesOf = (column: number): Float64Array => {
    const known = numbers.get(column);
    if (known) return known;
    const made = (table.columns[column] as CsvColumn).map((text) => numberIn(profiles[column] as ColumnProfile, text));
    numbers.set(column, made);
    return made;
  };
  for (let first = 0; first + classes <= features.length; first++) {
    const some = features.slice(first, first + classes);
    const isRun = some.at(-1) === (some[0] as number) + classes - 1;
    if (!isRun || !some.every(isNumeric)) continue;
    const which = extremeOf(some.map(valuesOf), labels);
    if (which === undefined) continue;
    const names = `${columnText(table, some[0] as number)} ${classes === 2 ? "and" : "to"} ${columnText(table, some.at(-1) as number)}`;
    return [`the ${which} of ${names} tells the class, as of scores that a classifier gave; if they are, --ignore leaves them out`];
  }
  return [];
}

/** Which of the columns' numbers tells the class. */
function extremeOf(columns: readonly Float64Array[], labels: Uint8Array): "largest" | "smallest" | undefined {
  if (areScores(columns, labels)) return "largest";
  const negated = columns.map((values) => values.map((value) => -value));
  return areScores(negated, labels) ? "smallest" : undefined;
}

/** Whether each class has one of the columns, which is the largest in nearly all of its rows, and in hardly any other. */
function areScores(columns: readonly Float64Array[], labels: Uint8Array): boolean {
  const most = EXCEPTIONS * labels.length;
  const counts = columns.map(() => new Uint32Array(columns.length));
  let agreeing = 0;
  for (let row = 0; row < labels.length; row++) {
    let largest = 0;
    for (const [i, values] of columns.entries()) if ((values[row] as number) > (columns[largest]?.[row] as number)) largest = i;
    const ofLargest = counts[largest] as Uint32Array;
    const count = ++(ofLargest[labels[row] as number] as number);
    // as many rows as the commonest class of each column has
    if (count > ofLargest.reduce((a, b, label) => (label === labels[row] ? a : Math.max(a, b)), 0)) agreeing++;
    if (row + 1 - agreeing > most) return false;
  }
  const owners = counts.map((ofLargest) => ofLargest.indexOf(Math.max(...ofLargest)));
  const right = counts.reduce((sum, ofLargest) => sum + Math.max(...ofLargest), 0);
  return new Set(owners).size === columns.length && labels.length - right <= most;
}
