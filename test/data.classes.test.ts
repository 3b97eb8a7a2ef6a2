import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeColumns, limitTraining } from "#data";
import { loadCsv, readTable } from "#data/files";
import { RandomSequence } from "#engine";
import { complaint, csv, dataFolder, loadTable, tableRefusal } from "./dataFolder.ts";

const random = new RandomSequence(9, "noise");
const noise = () => (4 * random.uniform()).toFixed(4);
const COUNT = 60;

describe("13.22: two columns with names of labels", () => {
  const titanic = (names: readonly string[]) =>
    csv([names, ...Array.from({ length: COUNT }, (_, n) => [noise(), ["1st", "2nd", "3rd"][n % 3], noise(), n % 2])]);
  test.each([
    [["age", "class", "fare", "survived"], 4, 2],
    [["age", "class", "fare", "outcome"], 4, 2],
    [["age", "species", "fare", "class"], 4, 2],
    [["age", "target", "fare", "category"], 2, 4],
    [["age", "label", "fare", "diagnosis"], 2, 4],
  ])("of %j column %i holds them, and column %i is said", (names, taken, other) => {
    const { notes } = loadTable(titanic(names));
    expect(notes?.[0]).toContain(`labels are column ${taken} ("${names[taken - 1]}"), by its name: `);
    expect(notes).toContain(`column ${other} ("${names[other - 1]}") has a name of labels, too; if it holds them, choose it with --label`);
    expect(loadTable(titanic(names), { label: names[other - 1] as string }).notes?.join()).not.toContain("has a name of labels");
  });
});

describe("13.22: classes and quantities are told apart by the name, by counting and by what is asked", () => {
  const table = (name: string, label: (n: number) => unknown, count = 300) =>
    csv([["a", "b", name], ...Array.from({ length: count }, (_, n) => [noise(), noise(), label(n)])]);
  const age = (n: number) => 19 + ((n * 7) % 25) + (n % 3);

  test("classes that count from 0, five rows each, in a column of labels' name", () => {
    const data = loadTable(table("class", (n) => n % 60));
    expect([data.classes, data.train.count + data.test.count]).toEqual([60, 300]);
    expect(data.notes).toContain('column 3 ("class") has 60 different numbers; each is taken for a class of its own');
    expect(tableRefusal(table("out", (n) => n % 60))).toContain("60 different numbers in 300 rows: a quantity");
  });

  test("numbers that do not count are a quantity in a column of another name, unless it is asked for", () => {
    expect(tableRefusal(table("age", age))).toContain("27 different numbers in 300 rows: a quantity");
    expect(loadTable(table("class", age)).classes).toBe(27);
    const asked = loadTable(table("age", age), { label: "age" });
    expect(asked.classes).toBe(27);
    expect(asked.notes).toContain('column 3 ("age") has 27 different numbers; each is taken for a class of its own');
    expect(() =>
      loadTable(
        table("age", (n) => age(n) + 0.5),
        { label: "age" },
      ),
    ).toThrow("a quantity");
  });

  test.each([
    ["percentages", (n: number) => `${10 * (n % 4)}%`],
    ["thousands", (n: number) => `${1 + (n % 4)}K`],
    ["amounts", (n: number) => `USD ${1 + (n % 4)}`],
    ["months", (n: number) => `2020-0${1 + (n % 4)}`],
    ["ranges", (n: number) => `${10 * (n % 4)}-${10 * (n % 4) + 9}`],
  ])("a first column of %s is not the labels, though it is the only one of words", (_, value) => {
    const text = csv([["a", "b", "cls"], ...Array.from({ length: COUNT }, (_, n) => [value(n), noise(), n % 2])]);
    const path = join(dataFolder({ "table.csv": text }), "table.csv");
    let said = "";
    try {
      said = loadCsv(path).notes?.[0] ?? "";
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toMatch(/labels are column 3 \("cls"\)|"\d+%" is a percentage|"USD \d+" is an amount of money/);
    const ordinal = csv([
      ["a", "b", "cls"],
      ...Array.from({ length: COUNT }, (_, n) => [value(n).includes("1") ? "1st" : "2nd", noise(), noise()]),
    ]);
    expect(loadTable(ordinal).classNames).toEqual(["1st", "2nd"]);
  });
});

describe("13.21: labels that may mean a missing one are said", () => {
  const table = (label: (n: number) => unknown) =>
    csv([["a", "b", "class"], ...Array.from({ length: COUNT }, (_, n) => [noise(), noise(), label(n)])]);

  test("a number of nines, and words among numbers", () => {
    expect(loadTable(table((n) => (n % 7 === 3 ? -9999 : n % 2))).notes).toContain(
      'column 3 ("class") has -9999 in 9 rows, far from its other values; if it means a missing value, write NA',
    );
    expect(loadTable(table((n) => (n % 7 === 3 ? "lost" : n % 2))).notes).toContain(
      'of the classes "lost" is no number as the others are; write NA for a missing label',
    );
    expect(loadTable(table((n) => ["1", "0", "yes", "no"][n % 4])).notes).toContain(
      'of the classes "0", "1" are numbers and "no", "yes" are words; if they are the same classes under two names, write one',
    );
  });

  test("true and false are two classes, however they are written, also as 1 and 0 in a test part", () => {
    const words = ["True", "FALSE", "TRUE", "False"];
    expect(loadTable(table((n) => words[n % 4])).classNames).toEqual(["FALSE", "True"]);
    const data = loadTable(
      table((n) => words[3 * (n % 2)]),
      {},
      "a,b,class\n1,2,1\n3,4,0\n5,6,0\n",
    );
    expect([data.classNames, [...data.test.labels]]).toEqual([
      ["False", "True"],
      [1, 0, 0],
    ]);
  });

  test("true and false in several writings are two classes, and that is said", () => {
    const { classNames, notes, train } = loadTable(table((n) => ["T", "0", "True", "False", "1", "f"][n % 6]));
    expect(classNames).toEqual(["False", "True"]);
    expect(notes).toContain('the labels "True", "T", "1" are one class');
    expect(notes).toContain('the labels "False", "0", "f" are one class');
    expect(train.labels.filter(Boolean).length).toBeGreaterThan(0);
  });

  test("classes that are one number in two writings are said", () => {
    const { classNames, notes } = loadTable(table((n) => ["001", "1", "002"][n % 3]));
    expect(classNames).toEqual(["001", "1", "002"]);
    expect(notes).toContain('the classes "001", "1" are one number, and stay apart');
  });

  test.each([
    [["001", "1", "002"], 'words: "001", "002", "1"'],
    [["9007199254740993", "9007199254740992"], 'words: "9007199254740992", "9007199254740993"'],
    [["1", "2", "3.0"], "whole numbers from 1 to 3"],
  ])("labels %j are accounted for as what they are", (words, holds) => {
    const path = join(dataFolder({ "table.csv": table((n) => words[n % words.length]) }), "table.csv");
    expect(describeColumns(readTable(path)).at(-1)?.holds).toBe(holds);
  });

  test("words that look alike are said, of classes and of features", () => {
    const composed = loadTable(table((n) => ["caf\u00e9", "cafe\u0301", "tea"][n % 3]));
    expect(composed.notes).toContain(
      'the classes "cafe\u0301" and "caf\u00e9" differ in case, blanks, a full stop or marks that nobody sees only',
    );
    const hidden = loadTable(table((n) => ["red", "red\u200b", "tea"][n % 3]));
    expect(hidden.notes?.join()).toContain("marks that nobody sees only");
    const features = csv([
      ["a", "b", "class"],
      ...Array.from({ length: COUNT }, (_, n) => [["Red", "red", "blue"][n % 3], noise(), n % 2]),
    ]);
    expect(loadTable(features).notes).toContain(
      'the words of column 1 ("a") "Red" and "red" differ in case, blanks, a full stop or marks that nobody sees only',
    );
  });
});

test("13.23: the lines of types and roles that Orange writes are no rows", () => {
  const rows = Array.from(
    { length: COUNT },
    (_, n) => `${["first", "crew"][n % 2]}\t${["man", "woman"][(n >> 1) % 2]}\t${["yes", "no"][n % 2]}`,
  );
  for (const types of ["d\td\td", "discrete\tdiscrete\tdiscrete"])
    expect(tableRefusal(["status\tsex\tsurvived", types, "\t\tclass", ...rows].join("\n"))).toBe(
      "lines 2 and 3 tell types and roles of the columns, as Orange writes them; take them out",
    );
  expect(loadTable(["status\tsex\tsurvived", "d\td\td", ...rows].join("\n")).classes).toBe(3);
});

test("13.22: what always giving one class scores is the same for the same test examples, whichever training examples are drawn", () => {
  const data = loadTable(csv([["a", "class"], ...Array.from({ length: 200 }, (_, n) => [noise(), n % 9 < 5 ? "p" : "q"])]));
  const share = data.test.labels.filter((one) => one === 0).length / data.test.count;
  const says = `always giving class "p" would be right for ${(100 * share).toFixed(2)}% of the test rows`;
  for (const dataSeed of [1, 2, 3, 4, 5, 6])
    expect(limitTraining(data, { trainExamples: 12, dataSeed }).notes?.filter((note) => note.includes("always"))).toEqual([says]);
});

describe("13.22: without a header, or with one that counts the columns, a first and a last column that could be labels", () => {
  const table = (first: (n: number) => unknown, last: (n: number) => unknown) =>
    csv(Array.from({ length: COUNT }, (_, n) => [first(n), noise(), noise(), last(n)]));

  test.each<[string, (n: number) => unknown, (n: number) => unknown]>([
    ["a party and a vote", (n) => ["republican", "democrat"][n % 2], (n) => "yn"[(n * 7) % 2]],
    ["an edible and a habitat", (n) => "ep"[n % 2], (n) => "dgl"[(n * 7) % 3]],
    ["a sex and a class", (n) => n % 2, (n) => (n * 7) % 2],
    ["a suit and a hand", (n) => 1 + (n % 4), (n) => (n * 7) % 10],
    ["a flag and a class", (n) => n % 2, (n) => (n * 7) % 11],
  ])("%s are refused until one is chosen", (_, first, last) => {
    const text = table(first, last);
    for (const header of ["", "V1,V2,V3,V4\n", "0,1,2,3\n"]) {
      const path = join(dataFolder({ "table.csv": header + text }), "table.csv");
      expect(complaint("label", () => loadCsv(path))).toContain(
        `of ${path}, the first and the last, could both be the labels, and no name tells; choose with --label `,
      );
    }
    const path = join(dataFolder({ "table.csv": text }), "table.csv");
    expect(complaint("label", () => loadCsv(path))).toBe(
      `column 1 and column 4 of ${path}, the first and the last, could both be the labels, and no name tells; choose with --label 1 or --label 4`,
    );
    expect(loadTable(text, { label: 4 }).classes).toBe(new Set(Array.from({ length: COUNT }, (__, n) => last(n))).size);
  });

  test("the last of fewer ones holds them, and the first is said", () => {
    const { notes, classes } = loadTable(
      table(
        (n) => n % 9,
        (n) => (n * 7) % 2,
      ),
    );
    expect(classes).toBe(2);
    expect(notes).toContain("column 1, the first, could hold the labels as well; if it does, choose it with --label");
  });

  test("the first holds them where the last measures something, and where that could hold them as well it is refused", () => {
    expect(loadTable(table((n) => n % 3, noise)).notes?.[0]).toContain("labels are column 1, the first, of few whole numbers");
    const both = table(
      (n) => "MFI"[n % 3],
      (n) => 4 + ((n * 7) % 9),
    );
    const path = join(dataFolder({ "table.csv": both }), "table.csv");
    expect(complaint("label", () => loadCsv(path))).toBe(
      `column 1 and column 4 of ${path}, the first and the last, could both be the labels, and no name tells; choose with --label 1 or --label 4`,
    );
  });
});

test("13.23: codes beside words keep their zeros, whole numbers that a program wrote with a point do not", () => {
  const of = (...labels: readonly string[]) =>
    loadTable(csv([["a", "class"], ...Array.from({ length: 60 }, (_, n) => [n % 7, labels[n % labels.length]])])).classNames;
  expect(of("250.0", "250.00", "401.9", "V27.0")).toEqual(["250.0", "250.00", "401.9", "V27.0"]);
  expect(of("6.0", "5.4-lts")).toEqual(["5.4-lts", "6.0"]);
  expect(of("1.0", "2.0", "other")).toEqual(["1", "2", "other"]);
});

test.each([
  ["Don't know", "Don’t know"],
  ["18-25", "18–25"],
  ["18-25", "18−25"],
  ['say "A"', "say “A”"],
  ["a / b", "a/b"],
  ["R & D", "R&D"],
  ["very_good", "very-good"],
  ["very good", "very_good"],
  ["São Paulo", "Sao Paulo"],
  ["non-smoker", "nonsmoker"],
])("13.22: %s and %s differ in marks only, which is said", (one, other) => {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = Array.from({ length: 60 }, (_, n) => [n % 7, quote([one, other, "x"][n % 3] as string), n % 2]);
  const said = (text: string, options = {}) => loadTable(text, options).notes?.filter((note) => note.endsWith("at marks only"));
  const text = csv([["a", "w", "class"], ...rows]);
  expect(said(text)).toHaveLength(1);
  expect(said(text, { label: "w" })).toEqual([
    expect.stringMatching(/^the classes ".*" and ".*" differ in apostrophes, dashes, accents or blanks/),
  ]);
});

test("13.22: signs and numbers differ in more than their marks", () => {
  const rows = Array.from({ length: 60 }, (_, n) => [n % 7, ["-1", "1", "n-1", "1-2", "12", "a-b", "ab"][n % 7], n % 2]);
  expect(loadTable(csv([["a", "w", "class"], ...rows])).notes?.join()).not.toContain("marks only");
});
