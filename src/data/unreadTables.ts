import { isCsv, testNameOf, testNames } from "./csvSiblings.ts";
import { fileName } from "./fileName.ts";
import { areTwins, type FileName, readFileName } from "./readFileName.ts";

/** What a test part or a file of labels may end in beside the endings of tables. */
const otherEnding = /\.(?:test|tst|tes|te|val|dev|labels?|targets?)$/i;
/** What lies beside tables and is none: texts about them, and files that only show how answers are written. */
const noTable = /^(?:readme|licen[cs]e|notes?|changelog|description|requirements|.*submission.*)\.\w+$/i;

const within = (some: ReadonlySet<string>, all: ReadonlySet<string>) => [...some].every((word) => all.has(word));

/**
 * Whether another file is a part of the same data by its name: about the same, or about no more or less where that is not nothing. One that
 * is about nothing, as holdout.csv, belongs to the only table of a folder.
 */
function belongs(own: FileName, other: FileName, isOnly: boolean): boolean {
  if (other.about.size === 0) return own.about.size === 0 || isOnly;
  if (within(other.about, own.about)) return true;
  return own.about.size > 0 ? within(own.about, other.about) && (other.begins || other.ends) : other.begins;
}

/** The files without those of other folds, as test_fold2 beside train_fold1: where one has the table's own number, or several have others. */
function ofOwnFold(own: FileName, files: readonly FileName[]): readonly FileName[] {
  const isOther = ({ numbers }: FileName) => own.numbers.size > 0 && numbers.size > 0 && ![...numbers].some((one) => own.numbers.has(one));
  const others = files.filter(isOther);
  return others.length === 1 && files.length === 1 ? files : files.filter((file) => !others.includes(file));
}

/** Whether a file holds the labels of a table: about the same, and of the same part. */
function areLabelsOf(own: FileName, other: FileName, isOnly: boolean): boolean {
  const isSame = other.about.size === own.about.size && within(other.about, own.about);
  const ofPart = other.part === own.part || other.part === undefined || (own.part === undefined && other.part === "train");
  return ofPart && (isSame || (other.about.size === 0 && isOnly));
}

/** So many files are named. */
const MOST_NAMED = 3;

/** `a.csv lies`, `a.csv and b.csv lie`, `a.csv, b.csv, c.csv and 5 more lie` */
function lieText(files: readonly FileName[]): string {
  const named = files.slice(0, MOST_NAMED).map(({ name }) => name);
  const last = files.length > MOST_NAMED ? `${files.length - MOST_NAMED} more` : (named.pop() as string);
  const [all, verb] = [named.length ? `${named.join(", ")} and ${last}` : last, files.length === 1 ? "lies" : "lie"];
  return `${all} ${verb} beside it and ${files.length === 1 ? "is" : "are"} not read`;
}

/** What is said of tables beside one that belong to it by their names, and are not its test part. */
export function unreadTables(path: string, beside: readonly string[], testing: string | undefined): string[] {
  const own = readFileName(fileName(path));
  const used = [path, ...(testing === undefined ? [] : [testing])].map((file) => fileName(file));
  // macOS puts a file ._x beside x that is no table
  const names = beside.filter((name) => (isCsv(name) || otherEnding.test(name)) && !/^\./.test(name));
  const others = names.filter((name) => !used.includes(name) && !noTable.test(name)).map(readFileName);
  const tables = others.filter(({ name, part, isLabels }) => isCsv(name) && part !== "test" && part !== "validation" && !isLabels);
  const isOnly = tables.every((other) => areTwins(own, other));
  // once for all: a folder may have thousands of tables
  const [ownTests, othersTests] = [new Set(testNames(path)), new Set(tables.flatMap(({ name }) => testNames(name)))];
  const isTestOfAnother = ({ name }: FileName) => othersTests.has(name.toLowerCase());
  const isOwnTest = ({ name }: FileName) => ownTests.has(name.toLowerCase());
  const candidates = others.filter(
    (other) =>
      !other.isLabels &&
      ((other.part === "test" && belongs(own, other, isOnly)) || (other.part === undefined && areTwins(own, other))) &&
      (isOwnTest(other) || !isTestOfAnother(other)),
  );
  const tests = ofOwnFold(own, candidates);
  const packed = (name: string) => name.replace(/\.gz$/i, "");
  const second = tests.filter((other) => isOwnTest(other) && packed(other.name) !== packed(used[1] ?? ""));
  const unused = own.part === "test" ? [] : testing === undefined ? tests : second;
  const call = unused.length === 1 ? `call it ${testNameOf(path)}` : `call one of them ${testNameOf(path)}`;
  const advice = testing === undefined ? `${call} to test on it` : `${used[1]} is the test part`;
  const validation = own.part === "test" ? [] : others.filter((other) => other.part === "validation" && belongs(own, other, isOnly));
  const labels = own.isLabels ? [] : others.filter((other) => other.isLabels && areLabelsOf(own, other, isOnly));
  const columns = labels.length === 1 ? "it holds the labels, make them" : "one holds the labels, make them";
  return [
    ...(unused.length ? [`${lieText(unused)}; ${advice}`] : []),
    ...(validation.length ? [`${lieText(validation)}; rows of ${fileName(path)} are held out instead`] : []),
    ...(labels.length ? [`${lieText(labels)}; if ${columns} a column of ${fileName(path)}`] : []),
  ];
}
