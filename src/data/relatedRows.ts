import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { areOfOneClass, type Labelled } from "./csvLeak.ts";
import { exampleOfTimes } from "./csvMeasure.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";
import { isIndexName, isTime } from "./csvRowIndex.ts";
import { testNameOf } from "./csvSiblings.ts";
import type { CsvTable } from "./csvTable.ts";
import { quoted } from "./quotedText.ts";
import { areSorted, changesIn, goOneWay } from "./rowOrder.ts";

/** Such a part of the rows at least share their group with another, and there are so many groups for each class. */
const [GROUPED, GROUPS_OF_CLASS] = [0.25, 2];
/** Where fewer of the values of a column are new ones some come again. */
const LEAST_NEW = 0.9;
/** At most such a part of the steps from row to row goes back in time. */
const BACK = 0.01;
/** The class changes at most such a part as often from row to row as in a drawn order; so rarely, that tells time by itself. */
const [SLOW, BY_ITSELF] = [0.25, 0.1];

/** Names of what has several rows: a person, a machine, a recording. */
const groupName =
  /subject|patient|person|people|participant|respondent|proband|individual|donor|animal|speaker|singer|user|customer|client|household|family|session|recording|device|machine|engine|vehicle|well|plot|site/i;

/** Of these, a person or an animal. */
const personName =
  /^(?:subject|patient|person|participant|respondent|proband|individual|donor|speaker|singer|mouse|rat|animal)[ _.#-]?(?:id|no|nr|num|number|code|name)?$/i;

/** A counter behind a name: the _3 of S01_3, the MR2 of 0001_MR2, the b of S01b. */
const counter = /[\s_.:/-]+\p{L}{0,3}\d{1,4}(?:\.\p{L}{2,4})?$|(?<=\d)\p{Ll}$/u;

/** Between the parts of a name, of which there are so many at most. */
const [betweenParts, MOST_PARTS] = [/[\s_.:/-]+/, 6];

/** What is looked at: columns that hold the labels are none. */
export interface Related extends Labelled {
  readonly label: number;
  /** Columns that are no features, as whoever chose them wants it. */
  readonly ignored: readonly number[];
  /** The test file, where there is one. */
  readonly testing?: CsvTable | undefined;
}

/**
 * What is said of rows that are no new ones beside others: of one person or machine, which a column's ids or names tell; those that
 * follow one another in time where the class changes slowly; windows that overlap. A split puts them into both parts; a test file may have
 * others.
 */
export const relatedRows = (related: Related): string[] => [...groupsInParts(related), ...slowInTime(related), ...overlapping(related)];

function groupsInParts({ training: { table, profiles }, labels, classNames, label, ignored, testing }: Related): string[] {
  const all = profiles.flatMap((profile, column) => {
    if (column === label) return [];
    return groupsOf(table, column, profile, ignored.includes(column)).map((named) => ({ column, profile, named }));
  });
  const groupings = all.flatMap(({ column, profile, named }) => {
    const texts = table.columns[column] as CsvColumn;
    const known = (row: number) => (profile.isMissing(texts.text(row)) ? undefined : named(texts.text(row)));
    const sizes = new Map<string, number>();
    for (let row = 0; row < labels.length; row++) {
      const group = known(row);
      if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    }
    const shared = [...sizes].filter(([, rows]) => rows > 1);
    const together = shared.reduce((sum, [, rows]) => sum + rows, 0);
    if (shared.length < GROUPS_OF_CLASS * classNames.length || together < GROUPED * labels.length) return [];
    const isOfOne = areOfOneClass(labels, known);
    // rows of one person are no new ones, whatever their classes
    if (!isOfOne && !personName.test(table.header?.[column] ?? "")) return [];
    return [{ column, sizes, shared, named, isOfOne }];
  });
  // the largest groups: recordings of one person are that person's, too
  const [largest] = groupings.toSorted((a, b) => a.sizes.size - b.sizes.size);
  if (!largest) return [];
  const { column, sizes, shared, named, isOfOne } = largest;
  const [[example, rows] = ["", 0]] = shared;
  const text = `${columnText(table, column)} names groups of rows${isOfOne ? " of one class each" : ""}, ${shared.length} of several rows, as ${quoted(example)} of ${rows}`;
  if (testing === undefined)
    return [
      `${text}; rows of one group are trained on and others of it tested, so the accuracy is that of known groups; for new ones, put some groups whole into ${testNameOf(table.path)}`,
    ];
  const tested = testing.columns[column] as CsvColumn;
  const count = testing.lines.length;
  let known = 0;
  for (let row = 0; row < count; row++) if (sizes.has(named(tested.text(row)))) known++;
  return known === 0
    ? []
    : [`${text}; ${known} of the ${count} test rows belong to groups that are trained on, so the accuracy is that of known groups`];
}

/**
 * How a column's cells may tell groups: by their value where it is called as an id or as what has several rows, or is ignored; by a name without its
 * counter, its beginning up to the first number, or one of the parts that all names have, as the 791 of X21.V1.791.
 */
export function groupsOf(
  { header }: CsvTable,
  column: number,
  { kind, tally, known }: ColumnProfile,
  isIgnored: boolean,
): ((text: string) => string)[] {
  const name = header?.[column] ?? "";
  const isNamed = groupName.test(name) || (name !== "" && isIndexName(name)) || isIgnored;
  if (isNamed && tally.size < known * LEAST_NEW) return [(text) => text];
  // names of their own in most rows
  if (kind !== "words" || 2 * tally.size < known || exampleOfTimes(tally.keys()) !== undefined) return [];
  const partsOf = (text: string) => text.split(betweenParts);
  const [first = ""] = tally.keys();
  const count = partsOf(first).length;
  const areAlike = count > 1 && count <= MOST_PARTS && [...tally.keys()].every((text) => partsOf(text).length === count);
  const parts = areAlike ? Array.from({ length: count }, (_, part) => (text: string) => partsOf(text)[part] as string) : [];
  const upToNumber = (text: string) => /^\P{N}*\p{N}+/u.exec(text)?.[0] ?? text;
  return [(text) => text.replace(counter, ""), upToNumber, ...parts];
}

function slowInTime({ training: { table, profiles }, labels, classNames, label, testing }: Related): string[] {
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

/** So many pairs of rows are looked at, such a part of them overlaps, in so many values at least, of which some differ. */
const [MOST_PAIRS, MANY_OVERLAP, LEAST_OVERLAP, LEAST_DIFFERENT] = [200, 0.5, 3, 3];

/** Whether the last values of rows are the first of those that follow, as of windows that a series is cut into. */
function overlapping({ training: { table, profiles }, features, labels, testing }: Related): string[] {
  if (testing !== undefined) return [];
  const columns = features.filter((column) => profiles[column]?.kind === "numbers").map((column) => table.columns[column] as CsvColumn);
  const rows = Array.from({ length: Math.min(MOST_PAIRS + 1, labels.length) }, (_, row) => columns.map((column) => column.text(row)));
  // the newest value may come first
  const isAfter = (row: readonly string[], before: readonly string[], step: number) =>
    areShifted(before, row, step) || areShifted(row, before, step);
  for (let step = 1; step <= columns.length - LEAST_OVERLAP; step++) {
    const overlaps = rows.filter((row, n) => n > 0 && isAfter(row, rows[n - 1] as string[], step)).length;
    if (overlaps >= MANY_OVERLAP * (rows.length - 1) && overlaps >= LEAST_OVERLAP)
      return [
        `rows overlap as windows over one series do: ${columns.length - step} numbers of a row stand in the next, too, moved by ${step}; rows that share numbers with those that are tested are trained on; put windows of other stretches into ${testNameOf(table.path)}`,
      ];
  }
  return [];
}

/** Whether a row, but for its last `step` values, is the end of the one before it, and not of one value alone. */
function areShifted(before: readonly string[], row: readonly string[], step: number): boolean {
  for (let i = step; i < before.length; i++) if (row[i - step] !== before[i]) return false;
  return new Set(before.slice(step)).size >= LEAST_DIFFERENT;
}
