import type { ByteExamples } from "#engine";
import { countedRows } from "./countedRows.ts";
import { type ChosenColumns, chooseColumns, ignoredColumns } from "./csvChoice.ts";
import { checkCategories, checkFeatures, type Feature, featuresOf } from "./csvFeatures.ts";
import { refuseGuessBesideOneClass } from "./csvLabelColumn.ts";
import { checkLabels, readLabels } from "./csvLabels.ts";
import { answersIn, answersText, besides, type Labelled } from "./csvLeak.ts";
import { placeholdersIn } from "./csvPlaceholder.ts";
import { type ProfiledTable, profileTables, withValues } from "./csvProfile.ts";
import { testSibling } from "./csvSiblings.ts";
import { checkTestTable, inOrderOf, splitRows } from "./csvSplit.ts";
import { type CsvTable, parseCsv } from "./csvTable.ts";
import { dataDoubts } from "./dataDoubts.ts";
import { DataError } from "./dataError.ts";
import { codeTexts, dottedTexts, inexactTexts, partedDecimals } from "./doubtfulNumbers.ts";
import { farValues } from "./farValues.ts";
import { fileName } from "./fileName.ts";
import { refuseAmbiguousBytes } from "./guessedEncoding.ts";
import type { ImageDataset } from "./imageDataset.ts";
import { knownRows } from "./knownRows.ts";
import { largestTells } from "./largestTells.ts";
import { missingTells } from "./missingTells.ts";
import { datesAsNumbers, otherWritings } from "./numbersInWords.ts";
import { checkOneHot } from "./oneHotLabels.ts";
import { otherCopyText } from "./otherCopy.ts";
import { partsApart } from "./partsApart.ts";
import { LEAST_PIXELS } from "./pictures.ts";
import { quoted } from "./quotedText.ts";
import { recordedTable } from "./recordedTable.ts";
import { relatedRows } from "./relatedRows.ts";
import { followersOfRows, orderedByClass } from "./rowOrder.ts";
import { shareBytes } from "./sharedArray.ts";
import { SHARED_FIRST_LINE, shareFirstLine } from "./sharedFirstLine.ts";
import { accountText, tableAccount } from "./tableAccount.ts";
import { encodeTable } from "./tableExamples.ts";
import {
  alikeWords,
  droppedText,
  lastRowText,
  lostClasses,
  missingWords,
  truthsText,
  untestedText,
  untrainedText,
  writtenText,
} from "./tableNotes.ts";
import { checkOptions, type TableOptions } from "./tableOptions.ts";
import { unreadTables } from "./unreadTables.ts";

const LEAST_ROWS = 10;

/** A table as it was read, and the data set that was made of it. */
export interface LoadedTable {
  readonly data: ImageDataset;
  readonly training: ProfiledTable;
  readonly columns: ChosenColumns;
  readonly features: readonly Feature[];
}

/** Where tables are: a folder, or what somebody gave a page. */
export interface TableSource {
  /** The bytes of a file; throws DataError. */
  read(path: string): Uint8Array;
  /** The names of the files that lie where a file does, sorted. */
  beside(path: string): readonly string[];
}

/**
 * Reads a table: one column of labels; numbers and words in the others, of which an index and empty columns are left out. The test part is
 * a file beside it (`x_test.csv` of `x.csv` or `x_train.csv`), else a share of the rows; a sixth of the rest is held out; both in an order
 * with a fixed seed. Gives what was read beside what was made of it. Throws DataError.
 */
export function tableFrom(source: TableSource, path: string, options: TableOptions = {}): LoadedTable {
  checkOptions(options);
  const { table, testTable } = readParts(source, path, options);
  refuseAmbiguousBytes(testTable ? [table, testTable] : [table]);
  const [[training, testing], columns] = profiledAndChosen(table, testTable, options);
  if (testing) refuseGuessBesideOneClass(training, testing, columns.label, leftOut(columns));
  const [kept, keptTest] = keptRows(testing ? [training, testing] : [training], columns, options) as [ProfiledTable, ProfiledTable?];

  const label = columns.label.column;
  const { missing = "refuse" } = options;
  const tables = keptTest ? [kept, keptTest] : [kept];
  const { classNames, labels, notes: labelDoubts } = readLabels(tables, columns.label);
  // with the rows that --missing drop leaves out
  const withLabels = withValues(training, [label]);
  const whole = readLabels([withLabels, ...(testing ? [withValues(testing, [label])] : [])], columns.label);
  const oneHot = checkOneHot(kept, columns);
  const features = featuresOf(kept, columns.features);
  const split = splitRows(kept.table.lines.length, keptTest?.table.lines.length, options.split, options.splitSeed);
  if (split.heldOut >= split.train.length)
    throw new DataError(`split: ${options.split} leaves ${split.train.length} of ${kept.table.lines.length} rows; give a smaller share`);
  const encoded = encodeTable({ training: kept, testing: keptTest, features, split, pictures: options.pictures ?? "auto", missing });
  const part = (images: ByteExamples["images"], rows: Int32Array, from: Uint8Array): ByteExamples => ({
    images,
    labels: shareBytes(Uint8Array.from(rows, (row) => from[row] as number)),
    features: features.length,
    count: rows.length,
  });
  const { shape, scale, scaled, standardization, means, asRead } = encoded;
  const data = {
    name: fileName(path),
    classes: classNames.length,
    classNames,
    shape,
    scale,
    ...(standardization && { standardization }),
    table: recordedTable({ training: kept, columns, missing, means }),
    heldOut: split.heldOut,
    train: part(encoded.train, split.train, labels[0] as Uint8Array),
    test: part(encoded.test, split.test, labels.at(-1) as Uint8Array),
  };
  const account = tableAccount({ training, testing, label: columns.label, features, data, scaled, splitSeed: options.splitSeed });
  const labelled: Labelled = { training: kept, features: columns.features, labels: labels[0] as Uint8Array, classNames };
  // in pictures no pixel is said to tell a class: all are known with their picture, and at the rim are some that one class alone reaches
  const told: Labelled = shape.length > 1 && features.length >= LEAST_PIXELS ? { ...labelled, features: [] } : labelled;
  const followers = followersOfRows(told);
  const answers = answersIn(besides(told, followers));
  const related = { ...labelled, label, ignored: leftOut(columns), testing: keptTest?.table };
  const groups = relatedRows(related);
  const placeholders = placeholdersIn(kept, [...columns.features, label]);
  const notes = [
    accountText(account, account.training),
    ...training.table.notes,
    ...writtenText(training, columns),
    ...(testing ? ofFile(testing, [...testing.table.notes, ...writtenText(testing, columns)]) : []),
    ...truthsText(training, columns),
    ...unreadTables(path, source.beside(path), testing?.table.path),
    ...(testing ? otherCopyText(testing.table.path, source.beside(path), source.read) : []),
    ...columns.notes,
    ...droppedText(training, kept, options),
    ...missingWords(training, columns),
    ...lostClasses(whole.classNames, classNames),
    ...(testing && keptTest ? droppedText(testing, keptTest, options) : []),
    ...encoded.notes,
    ...labelDoubts,
    ...oneHot,
    ...(keptTest ? partsApart(kept, keptTest, columns.features) : []),
    ...placeholders.map(({ text }) => text),
    ...farValues(
      kept,
      told.features.filter((one) => !placeholders.some(({ column }) => column === one)),
    ),
    ...(keptTest
      ? ofFile(
          keptTest,
          placeholdersIn(keptTest, [...columns.features, label]).map(({ text }) => text),
        )
      : []),
    ...(keptTest ? ofFile(keptTest, farValues(keptTest, told.features)) : []),
    ...alikeWords(kept, columns.features),
    ...otherWritings(kept, columns.features),
    ...datesAsNumbers(kept, columns.features),
    ...dottedTexts(kept, [...columns.features, label]),
    ...partedDecimals(kept, columns.features),
    ...codeTexts(kept, told.features),
    ...inexactTexts(kept, told.features),
    ...answersText([...followers, ...answers, ...orderedByClass(besides(told, [...followers, ...answers]))]),
    ...largestTells(told),
    ...(groups.length ? groups : knownRows({ ...related, testLabels: labels.at(-1) as Uint8Array })),
    ...missingTells({
      training: withLabels,
      features: told.features,
      labels: whole.labels[0] as Uint8Array,
      classNames: whole.classNames,
    }),
    ...countedRows(kept, columns.features, label),
    ...lastRowText(kept, columns.features),
    ...untrainedText(data, split),
    ...untestedText(data),
    ...dataDoubts(asRead ? { ...data, train: { ...data.train, images: asRead.train }, test: { ...data.test, images: asRead.test } } : data),
  ];
  return { data: { ...data, account, notes }, training, columns, features };
}

/**
 * Columns that are left out do not say how the numbers of others are written; nor do labels like "1,2" between commas, which may be lists.
 */
function profiledAndChosen(
  table: CsvTable,
  testTable: CsvTable | undefined,
  options: TableOptions,
): readonly [readonly [ProfiledTable, ProfiledTable?], ChosenColumns] {
  const ignored = ignoredColumns(table, options);
  const first = profileTables(table, testTable, ignored);
  const columns = chooseColumns(first[0], options);
  const { column } = columns.label;
  const mayBeLists = first.some((each) => each?.table.separator === "," && each.profiles[column]?.format.decimal === ",");
  if (!mayBeLists) return [first, columns];
  const again = profileTables(table, testTable, [...ignored, column]);
  return [again, chooseColumns(again[0], options)];
}

/** The columns that are no features, but for the label and empty ones. */
const leftOut = ({ roles }: ChosenColumns) =>
  roles.flatMap((role, column) => (["ignored", "index", "names"].includes(role) ? [column] : []));

const ofFile = ({ table }: ProfiledTable, notes: readonly string[]) => notes.map((note) => `of ${fileName(table.path)}: ${note}`);

/** A table and the file beside it that is its test part, if there is one. */
function readParts(given: TableSource, path: string, options: TableOptions): { table: CsvTable; testTable: CsvTable | undefined } {
  // what is parsed again is what was read: a file may be written meanwhile
  const files = new Map<string, Uint8Array>();
  const read = (file: string): Uint8Array => {
    const bytes = files.get(file) ?? given.read(file);
    files.set(file, bytes);
    return bytes;
  };
  const source = { ...given, read };
  const table = parseCsv(source.read(path), path);
  if (table.columns.length < 2)
    throw new DataError(
      `${path}: it has 1 column; a table needs one of labels and at least one of numbers, between commas, semicolons, tabs, bars or blanks`,
    );
  checkCount(path, table.lines.length);
  const testTable = readTestPart(source, table, options);
  if (!testTable || !shareFirstLine(table, testTable)) return { table, testTable };
  const named = parseCsv(source.read(path), path, { isHeader: () => true });
  checkCount(path, named.lines.length);
  const noted = { ...named, notes: [...named.notes, SHARED_FIRST_LINE] };
  return { table: noted, testTable: readTestPart(source, noted, options) };
}

/** The file beside a table that is its test part, if there is one. */
function readTestPart(source: TableSource, table: CsvTable, { split }: TableOptions): CsvTable | undefined {
  const path = testSibling(table.path, source.beside(table.path));
  if (path === undefined) return undefined;
  if (split !== undefined)
    throw new DataError(`split: ${path} is the test part of ${table.path}; leave --split out, or take that file away`);
  const testing = inOrderOf(table, parseCsv(source.read(path), path, table));
  checkTestTable(testing, table);
  return testing;
}

/** The rows of each table that have what they need; every cell is checked before. */
function keptRows(
  given: readonly ProfiledTable[],
  { label, features }: ChosenColumns,
  { categorical = "auto", missing = "refuse" }: TableOptions,
): ProfiledTable[] {
  const training = given[0] as ProfiledTable;
  for (const each of given) checkLabels(each, label.column, missing);
  checkCategories(training, features);
  for (const each of given) checkFeatures(each, training, features, label.column, { categorical, missing });
  const kept = given.map((each) => withValues(each, missing === "drop" ? [label.column, ...features] : [label.column]));
  for (const [i, { table }] of kept.entries()) {
    const count = table.lines.length;
    if (i === 0) checkCount(table.path, count, " with all values");
    const classes = [given[i], kept[i]].map((each) => each?.profiles[label.column]?.tally ?? new Map<string, number>());
    const [before, [only = "", ...others] = []] = classes.map((tally) => [...tally.keys()]);
    if (i === 0 && missing === "drop" && others.length === 0 && (before as string[]).length > 1)
      throw new DataError(
        `${table.path}: all rows with all values have the label ${quoted(only)}; choose --missing mean, or leave columns out with --ignore`,
      );
    else if (given[i]?.profiles[label.column]?.known === 0)
      throw new DataError(`${table.path}: no row has a label; take it away, and a part of ${training.table.path} is the test part`);
    else if (count === 0) throw new DataError(`${table.path}: no row has all its values; choose --missing mean`);
  }
  return kept;
}

function checkCount(path: string, count: number, which = ""): void {
  const rows = count === 1 ? `1 row${which} is` : `${count} rows${which} are`;
  if (count < LEAST_ROWS) throw new DataError(`${path}: ${rows} too few; a table needs at least ${LEAST_ROWS}`);
}
