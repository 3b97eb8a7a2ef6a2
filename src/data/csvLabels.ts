import { commaGroups, commaNumber, decimalComma, dotGroups, isNumber, plainNumber } from "./cellNumber.ts";
import { columnText } from "./csvColumnText.ts";
import { unclearText } from "./csvFeatures.ts";
import { areQuantities, exampleText, isQuantity, type LabelColumn, numbersOf } from "./csvLabelColumn.ts";
import { hasUnit } from "./csvMeasure.ts";
import { type ColumnProfile, hasDecimalCommas, numberIn, type ProfiledTable, truthOf } from "./csvProfile.ts";
import { separatorTexts } from "./csvSeparator.ts";
import type { CsvTable } from "./csvTable.ts";
import { DataError } from "./dataError.ts";
import { fileName } from "./fileName.ts";
import { encodingDoubt } from "./guessedEncoding.ts";
import { MOST_CLASSES } from "./imageDataset.ts";
import { alikeText, namesText, quoted } from "./quotedText.ts";
import { sameNumbers } from "./sameNumbers.ts";
import type { Missing } from "./tableOptions.ts";

/** So many classes of whole numbers need no word. */
const MOST_PLAIN = 10;

/** The names of the classes, and the labels of the rows of several tables. */
export interface Labels {
  readonly classNames: readonly string[];
  readonly labels: readonly Uint8Array[];
  readonly notes: readonly string[];
}

/** Reads the labels of several tables, as numbers of classes that they share. Throws DataError. */
export function readLabels(each: readonly ProfiledTable[], labelColumn: Omit<LabelColumn, "why">): Labels {
  const { column } = labelColumn;
  checkUnclear(each, column);
  const tables = each.map(({ table }) => table);
  const profiles = each.map((one) => one.profiles[column] as ColumnProfile);
  const [table, profile] = [tables[0] as CsvTable, profiles[0] as ColumnProfile];
  const numbers = profiles.every(({ kind }) => kind === "truths" || kind === "numbers" || kind === "empty") && !profiles.some(hasRealWords);
  const truths = truthsOf(profiles);
  const wordName = wordNames(each, profiles);
  // each table's own names, if it has some
  const named = table.classNames && tables.map(({ classNames }) => classNames ?? (table.classNames as readonly string[]));
  const nameOf = (text: string, i: number) =>
    named
      ? named[i]?.[Number(text)]
      : (truths?.[truthOf(text) ?? 2]?.[0] ?? (numbers ? numberName(text, profiles[i] as ColumnProfile) : wordName(text, i)));
  const names = new Set(
    named ? named.flat() : profiles.flatMap(({ tally }, i) => [...tally.keys()].map((text) => nameOf(text, i) as string)),
  );
  const classNames = named ? [...names] : [...names].sort(numbers ? byNumber : undefined);
  checkClasses(table, profile, labelColumn, classNames);
  const numberOf = new Map<string | undefined, number>(classNames.map((name, label) => [name, label]));
  const labels = tables.map(({ path, columns, lines }, i) => {
    const nameless = columns[column]?.findRow((text) => !numberOf.has(nameOf(text, i))) ?? -1;
    if (nameless >= 0)
      throw new DataError(
        `${path}: line ${lines[nameless]}, ${columnText(table, column)}: ${quoted(columns[column]?.text(nameless) as string)} is the number of no class; the first line of ${table.path} names ${classNames.length}, numbered from 0`,
      );
    return Uint8Array.from(columns[column]?.map((text) => numberOf.get(nameOf(text, i)) as number) ?? []);
  });
  return {
    classNames,
    labels,
    notes: [
      ...truthsText(truths),
      ...(named || truths || numbers ? [] : joinedText(profiles, wordName)),
      ...doubtsOf(each[0] as ProfiledTable, labelColumn, classNames),
      ...singleText(tables, labels, classNames),
    ],
  };
}

/** The writings of false and of true among the labels of several tables, words first; undefined where the labels are no truths. */
function truthsOf(profiles: readonly ColumnProfile[]): readonly (readonly string[])[] | undefined {
  if (!profiles.some(({ kind }) => kind === "truths")) return undefined;
  const texts = [...new Set(profiles.flatMap(({ tally }) => [...tally.keys()]))].sort(
    (a, b) => Number(b.length > 3) - Number(a.length > 3),
  );
  return [0, 1].map((truth) => texts.filter((text) => truthOf(text) === truth));
}

/** Which writings of true and false are one class, where they differ in more than case. */
const truthsText = (truths: readonly (readonly string[])[] = []): string[] =>
  truths.flatMap((texts) =>
    new Set(texts.map((text) => text.toLowerCase())).size > 1 ? [`the labels ${namesText(texts)} are one class`] : [],
  );

const hasRealWords = (profile: ColumnProfile) =>
  profile.kind !== "truths" && [...profile.tally.keys()].some((text) => Number.isNaN(numberIn(profile, text)));
const byNumber = (a: string, b: string) => Number(a) - Number(b) || (a < b ? -1 : 1);

/** The decimal mark of a column of words; a comma where one surely is decimal, though most words are no numbers. */
function markOf({ format, tally }: ColumnProfile): "." | "," {
  const texts = [...tally.keys()];
  const isComma = texts.some((text) => decimalComma.test(text) && !commaGroups.test(text)) && !texts.some(hasPoint);
  return isComma ? "," : format.decimal;
}

/** A number with a decimal mark, as far as it tells, and a whole one: 1.0 or 1,0. */
const written = {
  ".": { marked: /\d\.\d/, whole: /^([+-]?\d+)\.0*$/ },
  ",": { marked: /\d[.,]\d/, whole: /^([+-]?\d+),0+$/ },
};

/**
 * Whether all decimal marks of a column of words stand in whole numbers, each written in one way, as programs write 1; codes are 250.0,
 * 250.00 and 401.9.
 */
function writesWhole(profile: ColumnProfile): boolean {
  const mark = markOf(profile);
  const { marked, whole } = written[mark];
  const isThousand = (text: string) => mark === "," && dotGroups.test(text) && !text.includes(",");
  const texts = [...profile.tally.keys()].filter((text) => marked.test(text) && !isThousand(text));
  const wholes = texts.map((text) => whole.exec(text)?.[1]);
  return !wholes.includes(undefined) && new Set(wholes).size === wholes.length;
}

/**
 * The name of a class by its word in one of several files: 1 for 1.0, or for 1,0 where commas are decimal; and for 1.000 unless commas are
 * decimal in the file, so that it is a thousand; the word itself where its mark can mean two things.
 */
function wordNames(each: readonly ProfiledTable[], profiles: readonly ColumnProfile[]): (text: string, file: number) => string {
  if (!profiles.every(writesWhole)) return (text) => text;
  const areThousands = each.map((one, file) => hasDecimalCommas(one) && ![...(profiles[file]?.tally.keys() ?? [])].some(hasPoint));
  const wholes = profiles.map((profile) => written[markOf(profile)].whole);
  return (text, file) =>
    profiles[file]?.kind === "unclear" || (areThousands[file] && dotGroups.test(text)) ? text : text.replace(wholes[file] as RegExp, "$1");
}

/** Whether a word is a number with a dot that surely is decimal. */
const hasPoint = (text: string) => text.includes(".") && plainNumber.test(text) && !dotGroups.test(text);

/** Which words are one class as they are one number. */
function joinedText(profiles: readonly ColumnProfile[], nameOf: (text: string, file: number) => string): string[] {
  const texts = new Map<string, Set<string>>();
  for (const [file, { tally }] of profiles.entries())
    for (const text of tally.keys()) {
      const name = nameOf(text, file);
      texts.set(name, (texts.get(name) ?? new Set()).add(text));
    }
  return [...texts.values()].flatMap((same) =>
    same.size > 1 ? [`the labels ${namesText([...same].sort())} are one class; if they are codes, write a letter before each`] : [],
  );
}

/**
 * A number's name: as JavaScript writes it; the text itself where it has zeros before it, more digits than float64 keeps, or is a code
 * like 12E4.
 */
function numberName(text: string, profile: ColumnProfile): string {
  const value = numberIn(profile, text);
  const exact = profile.kind === "numbers" && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return exact && !/^[+-]?0\d|^\d+[eE]\d+$/.test(text) ? String(value + 0) : text;
}

/** Whether some label that is a number is known by its text, as `007` is. */
export const keepsTexts = (profile: ColumnProfile): boolean =>
  profile.kind === "numbers" && [...profile.tally.keys()].some((text) => String(numberIn(profile, text)) !== numberName(text, profile));

/**
 * Labels of two tables, or of one where 1.000 stands beside 1000 or 1, so that they are one class in one of its readings, must be numbers
 * that can be compared, or words. Throws DataError for the first that can be two numbers.
 */
function checkUnclear(each: readonly ProfiledTable[], column: number): void {
  const unclear = each.find(({ profiles }) => profiles[column]?.kind === "unclear");
  const texts = [...(unclear?.profiles[column]?.tally.keys() ?? [])].filter(isNumber);
  const areJoined = (numberOf: (text: string) => number) =>
    [...Map.groupBy(texts, numberOf)].some(
      ([value, same]) => same.length > 1 && !Number.isNaN(value) && same.some((text) => /[.,]/.test(text)),
    );
  const isTwice = areJoined((text) => Number(text.replaceAll(/[.,]/g, ""))) || areJoined(Number);
  if (!unclear || (each.length === 1 && !isTwice)) return;
  const { path, columns, lines } = unclear.table;
  const row = columns[column]?.findRow((text) => /[.,]/.test(text)) as number;
  throw new DataError(
    `${path}: line ${lines[row]}, ${columnText(unclear.table, column)}: ${unclearText(columns[column]?.text(row) as string)}`,
  );
}

/** Labels must not be missing, unless their rows are left out. Throws DataError for the first that is. */
export function checkLabels({ table, profiles }: ProfiledTable, column: number, missing: Missing): void {
  const { isMissing, missing: count, known } = profiles[column] as ColumnProfile;
  if (count === 0 || missing !== "refuse") return;
  const { path, lines, columns } = table;
  const row = columns[column]?.findRow(isMissing) as number;
  const text = columns[column]?.text(row) as string;
  const what = text === "" ? "the label is missing" : `the label is missing (${quoted(text)})`;
  const many = `${count} of ${count + known} rows ${count === 1 ? "has" : "have"} none`;
  throw new DataError(
    `${path}: line ${lines[row]}, ${columnText(table, column)}: ${what}; ${many}, and --missing drop leaves them out${text === "" ? "" : `; a class needs another name${encodingDoubt(table, text)}`}`,
  );
}

function checkClasses(
  table: CsvTable,
  profile: ColumnProfile,
  { column, found, others = [] }: Omit<LabelColumn, "why">,
  classNames: readonly string[],
): void {
  const where = `${table.path}: ${columnText(table, column)}, taken for the labels, has`;
  const next = `name another column with --label${exampleText(table, others)}`;
  if (classNames.length < 2)
    throw new DataError(`${where} only the value ${quoted(classNames[0] ?? "")}; droplab needs 2 to ${MOST_CLASSES} classes, so ${next}`);
  // whole numbers that are asked for are classes
  if (isQuantity(profile, found !== "guessed") && !(found === "asked" && profile.whole && 2 * classNames.length <= profile.known))
    throw new DataError(
      `${where} ${numbersOf(profile).size} different numbers in ${profile.known} rows: a quantity, and droplab tells classes apart; ${next}`,
    );
  if (found === "guessed" && areQuantities(profile))
    throw new DataError(
      `${where} ${quoted([...profile.tally.keys()].find((text) => !plainNumber.test(text)) as string)} and the like, numbers in another writing; ${next}`,
    );
  if (classNames.length > MOST_CLASSES)
    throw new DataError(`${where} ${classNames.length} different values; droplab takes 2 to ${MOST_CLASSES} classes, so ${next}`);
  if (profile.tally.size > profile.known / 2)
    throw new DataError(
      `${where} ${profile.tally.size} different values in ${profile.known} rows; classes need two rows or more each, so ${next}`,
    );
}

/** So many classes of one row are told with their line. */
const MOST_TOLD = 3;

/** Which classes have one row: a header, a sum or a slip, or too few to learn and to test. */
function singleText(tables: readonly CsvTable[], labels: readonly Uint8Array[], classNames: readonly string[]): string[] {
  const counts = new Uint32Array(classNames.length);
  for (const each of labels) for (const label of each) (counts[label] as number)++;
  const single = classNames.flatMap((name, label) => (counts[label] === 1 ? [{ name, label }] : []));
  if (single.length > MOST_TOLD)
    return [`${single.length} of the ${classNames.length} classes have one row each, which cannot be both learnt and tested`];
  return single.map(({ name, label }) => {
    const at = labels.findIndex((each) => each.includes(label));
    const { path, lines } = tables[at] as CsvTable;
    const where = at === 0 ? "" : ` of ${fileName(path)}`;
    return `class ${quoted(name)} has one row, line ${lines[labels[at]?.indexOf(label) as number]}${where}, which cannot be both learnt and tested`;
  });
}

function doubtsOf(each: ProfiledTable, { column, found }: Omit<LabelColumn, "why">, classNames: readonly string[]): string[] {
  const { table, profiles } = each;
  const profile = profiles[column] as ColumnProfile;
  const notes = [...alikeText("classes", classNames), ...sameNumbers("classes", classNames, hasDecimalCommas(each))];
  const [marked] = profile.kind === "unclear" ? classNames.filter((name) => /[.,]/.test(name)) : [];
  if (marked !== undefined)
    notes.push(
      `the classes are called as they are written, as ${quoted(marked)}, whose ${marked.includes(",") ? "comma" : "dot"} may be decimal or stand between thousands`,
    );
  const words = classNames.filter((name) => !plainNumber.test(name) && !commaNumber(name));
  if (!table.classNames && words.length < classNames.length / 2 && words.length > 0 && classNames.length > 2)
    notes.push(
      `of the classes ${namesText(words)} ${words.length === 1 ? "is" : "are"} no number as the others are; write NA for a missing label`,
    );
  const numbers = classNames.filter((name) => !words.includes(name));
  if (!table.classNames && numbers.length > 1 && words.length >= numbers.length)
    notes.push(
      `of the classes ${namesText(numbers)} are numbers and ${namesText(words)} are words; if they are the same classes under two names, write one`,
    );
  const [code] = numbers.length === 1 ? numbers.filter((name) => /^[-−]\d+$|^99+$/.test(name)) : [];
  if (!table.classNames && code !== undefined && words.length > 1)
    notes.push(`of the classes ${quoted(code)} is a number, as no other is; write NA for a missing label`);
  if (found === "guessed" && profile.kind === "words" && 2 * words.filter(hasUnit).length > classNames.length)
    notes.push(
      `${columnText(table, column)} has numbers with a unit or a limit, as ${quoted(words.find(hasUnit) as string)}; each is taken for a class of its own`,
    );
  for (const [mark, marks] of Object.entries(separatorTexts))
    if (mark !== " " && mark !== table.separator && classNames.every((name) => name.includes(mark)))
      notes.push(`every class has ${marks} in its name; if they separate the cells, write no other separator within them`);
  const different = profile.kind === "numbers" ? numbersOf(profile).size : 0;
  if (different > MOST_PLAIN || (different > 0 && !profile.whole))
    notes.push(`${columnText(table, column)} has ${different} different numbers; each is taken for a class of its own`);
  return notes;
}
