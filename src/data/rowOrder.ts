import { permutation } from "#engine";
import type { CsvColumn } from "./csvColumn.ts";
import { columnOption, columnText } from "./csvColumnText.ts";
import { type Answer, ifUnknown, type Labelled } from "./csvLeak.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";

/** Rows are in the order of their classes where these change at most such a part as often as in a drawn order; so rarely, only their order is. */
const [SORTED, BY_ITSELF] = [0.25, 0.05];
/** A column follows the rows where at most such a part of its steps go the other way, or ranks agree so well, and it has so many values. */
const [ASTRAY, AGREEING, LEAST_VALUES] = [0.05, 0.99, 10];
/** Or where they agree so well, and so well within the classes, so many times as far from 0 as chance takes them. */
const [LEAST_AGREEING, LEAST_WITHIN, NO_CHANCE] = [0.9, 0.5, 8];
/** Only where such a part of the rows has numbers of its own these put the rows in an order. */
const MANY_VALUES = 0.25;
/** Ranks hardly agree where the numbers themselves are correlated with the rows by less. */
const LEAST_CORRELATION = 0.8;

/** Which features of many numbers rise or fall with the rows of a table that is sorted by class, as an index does. */
export function followersOfRows({ training, features, labels, classNames }: Labelled): Answer[] {
  const { table, profiles } = training;
  if (!areSorted(labels, SORTED)) return [];
  return features.flatMap((column): Answer[] => {
    const profile = profiles[column] as ColumnProfile;
    if (profile.kind !== "numbers" || profile.tally.size < LEAST_VALUES) return [];
    const numbers = knownNumbers(profile, table.columns[column] as CsvColumn);
    // ranks hardly agree where the numbers themselves do not, and take longer
    if (!goOneWay(numbers.values, ASTRAY) && Math.abs(correlationWithRows(numbers.values)) < LEAST_CORRELATION) return [];
    const byValue = sortedDrawn(numbers.values);
    if (!areSorted(labelsInOrder(numbers, byValue, labels), SORTED)) return [];
    const agreement = rankCorrelation(byValue);
    const isOneWay = goOneWay(numbers.values, ASTRAY);
    if (!isOneWay && !driftsWithin(numbers, labels, Math.abs(agreement))) return [];
    const way = (isOneWay ? risingSteps(numbers.values) : agreement) > 0 ? "rises" : "falls";
    const order = changesIn(labels) < 2 * classNames.length ? "which are sorted by class" : "in which the classes stand together";
    const text = `${columnText(table, column)} ${way} with the rows, ${order}, and so tells the class by their order; if it only numbers them, --ignore ${columnOption(table, column)} leaves it out`;
    return [{ column, text }];
  });
}

/** Which features of many numbers tell the class by their order: the classes stand together where rows are sorted by them. */
export function orderedByClass({ training, features, labels }: Labelled): Answer[] {
  const { table, profiles } = training;
  return features.flatMap((column): Answer[] => {
    const profile = profiles[column] as ColumnProfile;
    const { kind, tally, known } = profile;
    if (kind !== "numbers" || tally.size < LEAST_VALUES || tally.size < MANY_VALUES * known) return [];
    const numbers = knownNumbers(profile, table.columns[column] as CsvColumn);
    const inOrder = labelsInOrder(numbers, sortedDrawn(numbers.values), labels);
    const changes = changesIn(inOrder);
    if (changes === 0 || !areSorted(inOrder, BY_ITSELF)) return [];
    const text = `${columnText(table, column)} tells the class nearly by itself: in its order the class changes ${changes} ${changes === 1 ? "time" : "times"} in ${numbers.rows.length} rows; ${ifUnknown(table, column)}`;
    return [{ column, text }];
  });
}

interface KnownNumbers {
  readonly values: Float64Array;
  readonly rows: readonly number[];
}

/** The labels of rows in the order of their numbers. */
const labelsInOrder = ({ rows }: KnownNumbers, byValue: readonly number[], labels: Uint8Array): Uint8Array =>
  Uint8Array.from(byValue, (i) => labels[rows[i] as number] as number);

/** The numbers that are not missing, and their rows. */
function knownNumbers(profile: ColumnProfile, column: CsvColumn): KnownNumbers {
  const all = column.map((text) => (profile.isMissing(text) ? Number.NaN : numberIn(profile, text)));
  const rows = [...all.keys()].filter((row) => !Number.isNaN(all[row]));
  return { values: Float64Array.from(rows, (row) => all[row] as number), rows };
}

/** Places in the order of their numbers; those of equal ones in drawn order, since their rows may be sorted. */
function sortedDrawn(values: Float64Array): number[] {
  const drawn = permutation(values.length, 1, 0);
  return [...drawn].sort((a, b) => (values[a] as number) - (values[b] as number));
}

/** Whether numbers go with the rows but for small steps back, among the rows of one class as among all, as what only differs by class does not. */
function driftsWithin({ values, rows }: KnownNumbers, labels: Uint8Array, agreement: number): boolean {
  if (agreement < LEAST_AGREEING) return false;
  if (agreement >= AGREEING) return true;
  const byClass = Map.groupBy(rows.keys(), (i) => labels[rows[i] as number] as number);
  let within = 0;
  for (const places of byClass.values())
    if (places.length > 2) within += places.length * rankCorrelation(sortedDrawn(Float64Array.from(places, (i) => values[i] as number)));
  within = Math.abs(within) / rows.length;
  return within >= LEAST_WITHIN && within * Math.sqrt(rows.length) >= NO_CHANCE;
}

/** Whether all steps that values make from row to row go one way, but for such a part of them. */
export function goOneWay(values: ArrayLike<number> | ArrayLike<string>, astray: number): boolean {
  const { up, down } = stepsOf(values);
  return Math.min(up, down) <= astray * (up + down);
}

/** How many more steps go up than down. */
function risingSteps(values: ArrayLike<number>): number {
  const { up, down } = stepsOf(values);
  return up - down;
}

function stepsOf(values: ArrayLike<number> | ArrayLike<string>): { readonly up: number; readonly down: number } {
  let [up, down] = [0, 0];
  for (let i = 1; i < values.length; i++) {
    const [one, two] = [values[i - 1], values[i]] as [number, number];
    if (two > one) up++;
    else if (two < one) down++;
  }
  return { up, down };
}

/** Pearson's, of numbers with the places of their rows. */
function correlationWithRows(values: Float64Array): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const middle = (n - 1) / 2;
  let [both, own] = [0, 0];
  for (let i = 0; i < n; i++) {
    const off = (values[i] as number) - mean;
    both += off * (i - middle);
    own += off * off;
  }
  return both / Math.sqrt((own * n * (n * n - 1)) / 12);
}

/** Spearman's, of places with their ranks; equal values have their ranks in drawn order. */
function rankCorrelation(byValue: readonly number[]): number {
  const n = byValue.length;
  const squares = byValue.reduce((sum, place, rank) => sum + (place - rank) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}

/** How often the class changes from row to row. */
export function changesIn(labels: Uint8Array): number {
  return labels.reduce((sum, label, row) => sum + Number(row > 0 && label !== labels[row - 1]), 0);
}

/** Whether classes stand together: they change at most such a part as often as in a drawn order. */
export function areSorted(labels: Uint8Array, part: number): boolean {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const differ = 1 - [...counts.values()].reduce((sum, count) => sum + (count / labels.length) ** 2, 0);
  return changesIn(labels) <= part * differ * labels.length;
}
