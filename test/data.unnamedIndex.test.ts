import { expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { csv, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(67, "noise");
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const table = (index: (n: number) => unknown) =>
  csv([
    ["", "a", "b", "kind"],
    ...times(90, (n) => [index(n), random.uniform().toFixed(3), random.uniform().toFixed(3), n % 2 ? "x" : "y"]),
  ]);

test.each<[string, (n: number) => unknown]>([
  ["numbers that begin anew, as pandas.concat leaves them", (n) => n % 60],
  ["one number twice", (n) => (n === 40 ? 7 : n)],
  ["a cell without a number", (n) => (n === 40 ? "" : n)],
  ["names that R made different", (n) => (n % 3 ? `${n % 30}.${n % 3}` : n % 30)],
])("13.22: a first column that alone has no name is an index: %s", (_, index) => {
  const { shape, notes } = loadTable(table(index));
  expect(shape).toEqual([2]);
  expect(notes?.join()).toMatch(/column 1 (?:seems to|only numbers or names) .*left out/);
  expect(loadTable(table(index), { ignore: "none", missing: "mean" }).shape).toEqual([3]);
});

test.each(["", "level_1"])("13.22: the second level of an index numbers the rows of each group (%j)", (name) => {
  const rows = times(120, (n) => [
    n < 80 ? "benign" : "malign",
    n < 80 ? n : n - 80,
    random.uniform().toFixed(3),
    random.uniform().toFixed(3),
  ]);
  const order = times(120, (n) => rows[(n * 7) % 120] as (typeof rows)[number]);
  const { shape, notes } = loadTable(csv([["tumour", name, "a", "b"], ...order]));
  if (name === "") expect(shape).toEqual([2]);
  expect(notes?.join()).toMatch(
    /column 2.* (?:seems to number (?:the )?rows, some of them by one number|seems to name rows, some of them by one name|is named as an index)/,
  );
});

test.each<[string, (n: number) => unknown]>([
  ["words, as the names of a matrix's rows in R", (n) => ["oak", "ash", "elm"][n % 3]],
  ["numbers", (n) => n % 3],
])("13.22: classes in a first column that alone has no name are no index: %s", (_, label) => {
  const rows = times(90, (n) => [label(n), ...times(3, () => random.uniform().toFixed(3))]);
  const { classes, notes } = loadTable(csv([["", "a", "b", "c"], ...rows]), { label: "1" });
  expect(classes).toBe(3);
  const guessed = () => loadTable(csv([["", "a", "b", "c"], ...rows]));
  if (typeof label(0) === "string") expect(guessed().classes).toBe(3);
  else expect(guessed).toThrow("name another column with --label");
  expect(notes?.join()).not.toContain("left out");
});

test("13.23: a column without a name beside names of numbers is named by where it stands", () => {
  const rows = times(90, (n) => ["xyz"[n % 3], random.uniform().toFixed(3), n % 4]);
  const text = csv([["", "0", "1"], ...rows]);
  expect(() => loadTable(text)).toThrow('--label "column 1"');
  expect(loadTable(text, { label: "column 1" }).classes).toBe(3);
});

const groups = (header: string[], index: (n: number) => unknown[]) =>
  csv([
    header,
    ...times(120, (n) => [...index(n), random.uniform().toFixed(3), random.uniform().toFixed(3), n % 12 < 6 ? "rest" : "task"]),
  ]);

test.each<[string, string[], (n: number) => unknown[]]>([
  ["of a few rows each", ["", "a", "b", "class"], (n) => [n % 12]],
  ["of a few rows each, in lines that end with a separator", ["", "a", "b", "class", ""], (n) => [n % 12]],
  ["of a few rows each, shuffled", ["", "a", "b", "class"], (n) => [(7 * n) % 12]],
  ["and their numbers, as pandas.concat writes keys", ["", "", "a", "b", "class"], (n) => [Math.floor(n / 8), n % 8]],
])("13.22: rows of tables put one behind another are an index where the labels are known: %s", (_, header, index) => {
  const text = groups(header, index);
  const { shape, notes } = loadTable(text);
  expect(shape).toEqual([2]);
  const levels = header.indexOf("a");
  for (let column = 1; column <= levels; column++) expect(notes?.join()).toMatch(new RegExp(`column ${column} (?:seems|only) .*left out`));
  expect(loadTable(text, { label: String(header.indexOf("class") + 1) }).shape).toEqual([2]);
  expect(loadTable(text, { ignore: "none" }).shape).toEqual([levels + 2]);
});

test("13.22: a feature that stands first without a name is said to be one", () => {
  const words = groups(["", "a", "b", "class"], (n) => [["oak", "ash", "elm"][n % 3]]);
  expect(loadTable(words).notes?.join()).toContain(
    "column 1 has no name, as an index has none, and is taken for a feature; --ignore 1 leaves it out",
  );
  const guessed = groups(["", "", "a", "b", "state"], (n) => [Math.floor(n / 8), n % 8]);
  expect(loadTable(guessed).notes?.join()).toMatch(/column 2 (?:has no name|seems to)/);
});
