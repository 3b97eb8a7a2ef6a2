import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ImageDataset, type TableOptions, tableOptions } from "#data";
import { loadCsv, loadDataset } from "#data/files";
import { complaint, csv, dataFolder, loadTable } from "./dataFolder.ts";

const table = csv([
  ["x", "kind", "7", "Size", "x"],
  ...Array.from({ length: 60 }, (_, n) => [`${(n * 7) % 13}.5`, "uvw"[n % 3], n % 2, n % 4, `${(n * 5) % 17}.25`]),
]);

const load = (options: TableOptions, text = table, test?: string) => loadTable(text, options, test);

describe("13.23: the options of tables", () => {
  test.each<[string | number, string]>([
    ["kind", 'column 2 ("kind"), as asked: u 20, v 20, w 20'],
    ["KIND", 'column 2 ("kind"), as asked'],
    [2, 'column 2 ("kind"), as asked'],
    ["2", 'column 2 ("kind"), as asked'],
    ["7", 'column 3 ("7"), as asked: 0 30, 1 30'],
    [7, 'column 3 ("7"), as asked: 0 30, 1 30'],
    ["column 3", 'column 3 ("7"), as asked: 0 30, 1 30'],
    ["size", 'column 4 ("Size"), as asked: 0 15, 1 15, 2 15, 3 15'],
  ])("--label %s takes %s", (label, says) => {
    expect(load({ label }).notes?.[0]).toContain(`labels are ${says}`);
  });

  test.each<[string | number, string]>([
    ["colour", 'label: "colour" is no column of PATH; its columns are named "x", "kind", "7", "Size", "x", or numbered from 1 to 5'],
    [6, 'label: "6" is no column of PATH; its columns are named "x", "kind", "7", "Size", "x", or numbered from 1 to 5'],
    ["x", 'label: "x" names 2 columns of PATH, 1 and 5; say which, as "column 1"'],
    [0, 'label: "0" is no column of PATH; its columns are named "x", "kind", "7", "Size", "x", or numbered from 1 to 5'],
    [-1, "label: -1 is not the name of a column, or its number from 1"],
    ["-1", 'label: "-1" is no column of PATH; its columns are named "x", "kind", "7", "Size", "x", or numbered from 1 to 5'],
    ["", 'label: "" is not the name of a column, or its number from 1'],
  ])("--label %j is refused", (label, says) => {
    const path = join(dataFolder({ "table.csv": table }), "table.csv");
    expect(complaint("label", () => loadCsv(path, { label }))).toBe(says.slice("label: ".length).replace("PATH", path));
  });

  test("two columns of the labels' name are refused", () => {
    const twice = csv([["label", "x", "Label"], ...Array.from({ length: 30 }, (_, n) => [n % 2, `${n % 7}.5`, n % 3])]);
    expect(() => load({}, twice)).toThrow(/^label: 2 columns of .*table\.csv are called "label", 1 and 3; choose one by its number$/);
    expect(load({ label: 3 }, twice).classes).toBe(3);
  });

  test("--ignore leaves out columns by name and number", () => {
    expect(load({ label: "kind", ignore: "size, 5" }).shape).toEqual([2]);
    const path = join(dataFolder({ "table.csv": table }), "table.csv");
    expect(complaint("ignore", () => loadCsv(path, { label: "kind", ignore: "2" }))).toBe(
      'column 2 ("kind") holds the labels; leave out others',
    );
  });

  test.each([
    [0.5, 30],
    [0.25, 15],
    [0.01, 1],
    [0.9, 54],
  ])("--split %f makes a test part of that share", (split, count) => {
    const data = load({ label: "kind", split });
    expect([data.test.count, data.train.count, data.heldOut]).toEqual([count, 60 - count, Math.max(1, Math.floor((60 - count) / 6))]);
  });

  test("--split-seed draws another split of the same rows, and the same one again", () => {
    const lines = ({ train, test: tested }: ImageDataset) => [train, tested].map(({ labels }) => labels.join(""));
    const [one, again, two, far] = [1, 1, 2, 2 ** 32 - 1].map((splitSeed) => lines(load({ label: "kind", splitSeed })));
    expect(one).toEqual(lines(load({ label: "kind" })));
    expect(again).toEqual(one);
    expect(two).not.toEqual(one);
    expect(far).not.toEqual(one);
    expect(two?.join("").split("").sort()).toEqual(one?.join("").split("").sort());
  });

  test("--split beside a test part is refused", () => {
    const folder = dataFolder({ "table.csv": table, "table_test.csv": table });
    expect(complaint("split", () => loadCsv(join(folder, "table.csv"), { split: 0.5 }))).toBe(
      `${join(folder, "table_test.csv")} is the test part of ${join(folder, "table.csv")}; leave --split out, or take that file away`,
    );
  });

  test("a column of words becomes a column of 0 and 1 for each word, in their order", () => {
    const data = load({ label: "Size", ignore: "1,5,7" });
    expect(data.shape).toEqual([3]);
    expect(data.notes?.[0]).toContain("; 3 features from columns: 1 of words, each word a feature of 0 and 1; ");
    const rows = [data.train, data.test].flatMap(({ images, count }) =>
      Array.from({ length: count }, (_, n) => [...images.subarray(3 * n, 3 * n + 3)]),
    );
    for (const word of ["1,0,0", "0,1,0", "0,0,1"]) expect(rows.filter((row) => row.join() === word).length).toBe(20);
    expect(() => load({ label: "Size", categorical: "refuse" })).toThrow(
      'line 2, column 2 ("kind"): "u" is no number within ±3.4e38; every column but the labels (column 4 ("Size")) must hold numbers with --categorical refuse',
    );
  });

  test("a word that only the test part has is 0 everywhere, and said", () => {
    const test = csv([
      ["x", "kind", "7", "Size", "x"],
      ["1.5", "new", 1, 2, "1.5"],
      ["1.5", "u", 1, 2, "1.5"],
    ]);
    const data = load({ label: "Size", ignore: "1,5,7" }, table, test);
    expect([...data.test.images]).toEqual([0, 0, 0, 1, 0, 0]);
    expect(data.notes).toContain('column 2 ("kind") of the test part has "new", which no other row has, and is 0 there');
  });

  test("too many words in a column are refused", () => {
    const rows = Array.from({ length: 600 }, (_, n) => [`w${n % 150}`, n % 2]);
    expect(() => load({}, csv([["word", "label"], ...rows]))).toThrow(
      'column 1 ("word") has 150 different words in 600 rows; as categories droplab takes at most 100, two rows each on average, so leave the column out with --ignore 1',
    );
  });

  test.each([
    ["12%", "a percentage"],
    ["$5.20", "an amount of money"],
    ["0x1F", "hexadecimal"],
    ["2020-01-31", "a date"],
    ["31.12.2020", "a date"],
    ["12:30", "a time"],
    ["1.5D+02", "a number with D before its exponent"],
    ["'1.5'", "a number in single quotation marks"],
  ])("%s is %s and no word", (text, what) => {
    const rows = Array.from({ length: 30 }, (_, n) => [text, `${n % 7}.5`, n % 2]);
    expect(() => load({}, csv([["when", "x", "label"], ...rows]))).toThrow(
      `line 2, column 1 ("when"): "${text}" is ${what}; write a plain number, or leave the column out with --ignore`,
    );
  });

  test("go with tables only, and each value that is out of its range is refused by name", () => {
    expect(complaint("split", () => loadDataset("mnist", { split: 0.5 }))).toBe(
      'it goes with a table, and "mnist" holds images; leave it out',
    );
    const path = join(dataFolder({ "table.csv": table }), "table.csv");
    const bad: Record<string, unknown> = {
      label: 0.5,
      ignore: 3,
      split: 1,
      splitSeed: 2 ** 32,
      categorical: "yes",
      missing: "no",
      pictures: true,
    };
    for (const { name, range } of tableOptions)
      expect(complaint(name, () => loadDataset(path, { [name]: bad[name] }))).toBe(`${JSON.stringify(bad[name])} is not ${range}`);
  });

  test.each<[string, string, unknown]>([
    ["split", "0.3", 0.3],
    ["split", "0", undefined],
    ["split", "", undefined],
    ["split", "half", undefined],
    ["splitSeed", "4294967295", 4294967295],
    ["splitSeed", "4294967296", undefined],
    ["splitSeed", "-1", undefined],
    ["splitSeed", "1.5", undefined],
    ["label", "kind", "kind"],
    ["label", " ", undefined],
    ["missing", "mean", "mean"],
    ["missing", "Mean", undefined],
  ])("--%s %j on the command line is %j", (name, text, value) => {
    expect(tableOptions.find((option) => option.name === name)?.parse(text)).toBe(value);
  });
});

test("13.23: where all names are numbers, a number is a name, in an experiment's file as on the command line", () => {
  const names = csv([["0", "1", "2", "3"], ...Array.from({ length: 60 }, (_, n) => [(n * 7) % 13, (n * 5) % 11, (n * 3) % 17, n % 3])]);
  for (const label of ["3", 3]) {
    expect(loadTable(names, { label }).classes).toBe(3);
    expect(loadTable(names, { label, ignore: "0,2" }).shape).toEqual([1]);
  }
  for (const label of ["4", 4]) {
    const path = join(dataFolder({ "table.csv": names }), "table.csv");
    expect(complaint("label", () => loadCsv(path, { label }))).toBe(
      `"4" is no column of ${path}; its columns are named "0", "1", "2", "3"`,
    );
  }
});

test.each<[string, number]>([
  ['"Temp, C"', 3],
  ['"Temp, C",C', 2],
  ['C , "Temp, C" ,2', 1],
  ["Temp, C", 2],
  ['"say ""hot""",C', 2],
])("13.19: --ignore %s takes names with commas in double quotation marks", (ignore, left) => {
  const header = ["Temp, C", "Temp", "C", 'say "hot"', "class"].map((name) => `"${name.replaceAll('"', '""')}"`);
  const text = csv([header, ...Array.from({ length: 60 }, (_, n) => [(n * 7) % 13, (n * 5) % 11, (n * 3) % 17, (n * 9) % 19, n % 3])]);
  expect(loadTable(text, { ignore }).shape).toEqual([left]);
});
