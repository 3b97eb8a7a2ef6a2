import type { CsvColumn } from "./csvColumn.ts";
import { columnText } from "./csvColumnText.ts";
import { areOfOneClass } from "./csvLeak.ts";
import { exampleOfTimes } from "./csvMeasure.ts";
import { type ColumnProfile, numberIn } from "./csvProfile.ts";
import { isIndexName, namesAgain } from "./csvRowIndex.ts";
import { testNameOf } from "./csvSiblings.ts";
import type { CsvTable } from "./csvTable.ts";
import { isPersonName, isSurelyPerson, MOST_KINDS, namesPersons } from "./personNames.ts";
import { quoted } from "./quotedText.ts";
import type { Related } from "./related.ts";

/** Such a part of the rows at least share their group with another. */
const GROUPED = 0.25;
/** So many groups for each class are of one class each by no chance; of an id so many tell. */
const [GROUPS_OF_CLASS, GROUPS_OF_ID] = [2, 2];
/** Where fewer of the values of a column are new ones some come again. */
const LEAST_NEW = 0.9;
/** Names of what has several rows: a person, a machine, a recording. */
const groupWord =
  /^(?:specimen|leaf|plant|tree|slide|image|scan|file|filename|wav|video|clip|author|writer|dog|cow|sheep|herd|litter|cage|tank|farm|accession|isolate|strain|bearing|sensor|truck|usubj|vp|rater|rider|signer|runner|infant|resident|teacher|sujeto|subject|subj|sub|patient|ptid|pid|sid|person|people|participant|respondent|proband|volunteer|individual|donor|animal|speaker|singer|user|customer|client|driver|student|pupil|child|player|athlete|worker|employee|household|family|session|recording|device|machine|engine|vehicle|well|plot|site)s?(?:id|ids|no|nr|num|number|code|name)?$/i;

/** Whether such a name is a word of a column's name: of `engine_id` and `PatientNr`, not of `wellbeing`. */
const isGroupName = (name: string): boolean => name.split(/[^\p{L}]+|(?<=\p{Ll})(?=\p{Lu})/u).some((word) => groupWord.test(word));

/** A counter behind a name: the _3 of S01_3, the MR2 of 0001_MR2, the b of S01b. */
const counter = /[\s_.:/-]+\p{L}{0,3}\d{1,4}(?:\.\p{L}{2,4})?$|(?<=\d)\p{Ll}$/u;

/** One that counts the recordings of a person, and no year and no number of its own. */
const shortCounter = /[\s_.:/-]+\p{L}{0,3}\d{1,2}(?:\.\p{L}{2,4})?$|(?<=\d)\p{Ll}$/u;

/** What rows were made together beside what isGroupName knows, by few values: what else is left out may be the label in finer words. */
const batchName =
  /(?:^|[^\p{L}])(?:run|batch|lot|charge|day|date|night|block|plate|chip|flowcell|lane|round|trial|visit|center|centre|hospital|clinic|lab|scanner|field|station|camera|tag|datum|fecha|jour|lauf|anlage|klinik|labor|standort)s?(?:[^\p{L}]|id$|nr$|no$|$)/iu;

/** Between the parts of a name, of which there are so many at most. */
const [betweenParts, MOST_PARTS] = [/[\s_.:/-]+/, 6];

/**
 * How a column's cells tell groups: by all of a cell, by a name but for a short counter behind it, as that of S01_3, or by another part
 * of it.
 */
interface Naming {
  readonly named: (text: string) => string;
  readonly by: "whole" | "counter" | "part";
  /** Nothing but that the column is left out tells that it names groups. */
  readonly isGuess?: boolean;
}

/** The group of a cell is its value: 7, 7.0 and 007 are one number. */
export function byValue(profile: ColumnProfile): Naming {
  const numberOf = (text: string) => {
    const value = numberIn(profile, text);
    return Number.isNaN(value) ? text : String(value);
  };
  return { named: profile.kind === "numbers" ? numberOf : (text) => text, by: "whole" };
}

/** Rows of one person, machine or recording, as ids and names tell them. */
export function groupsInParts({ training: { table, profiles }, labels, classNames, label, ignored, testing }: Related): string[] {
  const all = profiles.flatMap((profile, column) => {
    if (column === label) return [];
    return groupsOf(table, column, profile, ignored.includes(column)).map((naming) => ({ column, profile, ...naming }));
  });
  const groupings = all.flatMap(({ column, profile, named, by, isGuess = false }) => {
    const name = table.header?.[column] ?? "";
    const texts = table.columns[column] as CsvColumn;
    const known = (row: number) => (profile.isMissing(texts.text(row)) ? undefined : named(texts.text(row)));
    const sizes = new Map<string, number>();
    for (let row = 0; row < labels.length; row++) {
      const group = known(row);
      if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    }
    const shared = [...sizes].filter(([, rows]) => rows > 1);
    const together = shared.reduce((sum, [, rows]) => sum + rows, 0);
    if (shared.length < GROUPS_OF_ID || together < GROUPED * labels.length) return [];
    const areMany = shared.length >= GROUPS_OF_CLASS * classNames.length;
    const isOfOne = areMany && areOfOneClass(labels, known);
    // rows of one person are no new ones, whatever their classes and however few they are, nor are those of an id
    const areRecorded = () => by === "counter" || countRecordings(table.columns[column] as CsvColumn, known, shared);
    const isPersons = by === "whole" || (mayBePersons(shared, areMany) && areRecorded());
    const isPerson = isPersons && (areMany || isSurelyPerson(name) || ignored.includes(column)) && namesPersons(name, sizes.keys());
    const isId = isPerson || (by === "whole" && namesAgain(table, column, profile, { isFeature: !ignored.includes(column) }));
    if (!isOfOne && !isId) return [];
    return [{ column, sizes, shared, named, known, isOfOne, isGuess }];
  });
  // the largest groups: recordings of one person are that person's, too
  const told: Grouping[] = [];
  for (const one of groupings.toSorted((a, b) => a.sizes.size - b.sizes.size))
    if (told.length < MOST_TOLD && !told.some((other) => liesWithin(one, other, labels.length))) told.push(one);
  return told.flatMap((one) => groupingText(table, one, testing));
}

/** So many groups without a number in their names are no kinds of persons, as HC and PD of HC_01 and PD_40 are. */
const NO_KINDS = 6;

/** Whether parts of names may be those of persons: no years, and no kinds. */
function mayBePersons(shared: Grouping["shared"], areMany: boolean): boolean {
  if (shared.every(([group]) => /(?:19|20)\d\d$/.test(group))) return false;
  return shared.every(([group]) => /\d/.test(group)) || (areMany && shared.length >= NO_KINDS);
}

/** Such a part of the groups count their rows, with so few numbers left out. */
const [MANY_COUNT, NEARLY_ALL] = [0.9, 1.2];

/**
 * Whether the last numbers of names count the rows of each group from 0 or 1: recordings of persons, S01_001 to S12_120, and no parts of
 * what has a number of its own.
 */
function countRecordings(texts: CsvColumn, known: (row: number) => string | undefined, shared: Grouping["shared"]): boolean {
  const numbers = new Map(shared.map(([group]) => [group, new Set<number>()]));
  for (let row = 0; row < texts.count; row++) {
    const own = numbers.get(known(row) ?? "");
    const [, last] = /(\d{1,6})\D*$/.exec(texts.text(row)) ?? [];
    if (own && last !== undefined) own.add(Number(last));
  }
  const count = shared.filter(([group, rows]) => {
    const own = numbers.get(group) as Set<number>;
    const most = [...own].reduce((a, b) => Math.max(a, b), 0);
    return own.size === rows && most <= NEARLY_ALL * rows + 1;
  }).length;
  return count >= MANY_COUNT * shared.length;
}

/** So many columns of groups are told of. */
const MOST_TOLD = 3;
/** Such a part of the groups of one column lie each within one of another where these are the same groups, or larger ones. */
const NESTED = 0.98;

interface Grouping {
  readonly column: number;
  /** How many rows each group has, and those of several. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly shared: readonly (readonly [string, number])[];
  readonly named: (text: string) => string;
  readonly known: (row: number) => string | undefined;
  readonly isOfOne: boolean;
  readonly isGuess: boolean;
}

function liesWithin(inner: Grouping, outer: Grouping, rows: number): boolean {
  const within = new Map<string, Set<string | undefined>>();
  for (let row = 0; row < rows; row++) {
    const group = inner.known(row);
    if (group === undefined || (inner.sizes.get(group) as number) < 2) continue;
    within.set(group, (within.get(group) ?? new Set()).add(outer.known(row)));
  }
  const whole = [...within.values()].filter(({ size }) => size === 1).length;
  return whole >= NESTED * within.size;
}

function groupingText(table: CsvTable, grouping: Grouping, testing: CsvTable | undefined): string[] {
  const { column, sizes, shared, named, isOfOne, isGuess } = grouping;
  const [[example, rows] = ["", 0]] = shared;
  // it may as well be the label in finer words, of which nothing is to be said
  if (isGuess)
    return testing === undefined
      ? [
          `${columnText(table, column)} is left out, and its ${sizes.size} values go with one class each, or nearly; if these are groups of rows, and not the label in finer words, the accuracy is that of known groups: then put some groups whole into ${testNameOf(table.path)}`,
        ]
      : [];
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
export function groupsOf({ header }: CsvTable, column: number, profile: ColumnProfile, isIgnored: boolean): Naming[] {
  const { kind, tally, known, whole } = profile;
  const name = header?.[column] ?? "";
  // a column that is left out may be measured, or tell the class
  const isWholeOrWords = kind !== "numbers" || whole;
  const isCalled = ((isGroupName(name) || isPersonName(name)) && isWholeOrWords) || (name !== "" && isIndexName(name));
  const isNamed = isCalled || (isIgnored && isWholeOrWords);
  const isGuess = !isCalled && (kind === "numbers" || tally.size <= MOST_KINDS) && !batchName.test(name);
  if (isNamed && tally.size < known * LEAST_NEW) return [{ ...byValue(profile), isGuess }];
  // names of their own in most rows
  if (kind !== "words" || 2 * tally.size < known || exampleOfTimes(tally.keys()) !== undefined) return [];
  const partsOf = (text: string) => text.split(betweenParts);
  const [first = ""] = tally.keys();
  const count = partsOf(first).length;
  const areAlike = count > 1 && count <= MOST_PARTS && [...tally.keys()].every((text) => partsOf(text).length === count);
  const parts = areAlike ? Array.from({ length: count }, (_, part) => (text: string) => partsOf(text)[part] as string) : [];
  const upToNumber = (text: string) => /^\P{N}*\p{N}+/u.exec(text)?.[0] ?? text;
  const areShort = [...tally.keys()].every((text) => shortCounter.test(text));
  return [
    { named: (text) => text.replace(counter, ""), by: areShort ? "counter" : "part" },
    ...[upToNumber, ...parts].map((named): Naming => ({ named, by: "part" })),
  ];
}
