import { describe, expect, test } from "vitest";
import type { TableOptions } from "#data";
import { loadTable, tableRefusal } from "./dataFolder.ts";

const COUNT = 120;
type Cell = (n: number) => string;
const of = (texts: readonly string[]) => (n: number) => texts[n % texts.length] as string;
const table = (separator: string, header: readonly string[], cells: readonly Cell[]) =>
  [header, ...Array.from({ length: COUNT }, (_, n) => cells.map((cell) => cell(n)))].map((row) => row.join(separator)).join("\n");
const word = of(["p", "q", "q", "q"]);
const age: Cell = (n) => String(18 + ((n * 37) % 50));
const said = (text: string, about: RegExp, options: TableOptions = {}) =>
  loadTable(text, options).notes?.filter((note) => about.test(note));

describe("13: numbers in two writings are counted once", () => {
  test("where they are classes", () => {
    expect(
      said(table(",", ["x", "stars"], [age, of(["1", "1.0", "1.5", "1.50", "2", "2.0"])]), /different numbers/, { label: "stars" }),
    ).toEqual(['column 2 ("stars") has 3 different numbers; each is taken for a class of its own']);
    const eight = Array.from({ length: 8 }, (_, n) => [`${n}`, `${n}.0`]).flat();
    expect(said(table(",", ["x", "label"], [age, of(eight)]), /different numbers/)).toEqual([]);
  });

  test("where they may be a quantity", () => {
    expect(loadTable(table(",", ["x", "label"], [age, of(["0.1", "0.10", "0.9"])])).classNames).toEqual(["0.1", "0.9"]);
    expect(tableRefusal(table(",", ["x", "label"], [age, of(["0.1", "0.10", "0.9", "0.7"])]))).toContain("3 different numbers in 120 rows");
  });
});

describe("13: commas in a file between commas", () => {
  const lists = of(["1", "2", '"1,3"', '"1,2"', "3"]);
  test("are said with their column where they may be lists", () => {
    expect(said(table(",", ["channels", "age", "bought"], [lists, age, word]), /lists/)).toEqual([
      'commas are decimal in column 1 ("channels"), as "1,3", though commas separate the cells; if these are lists, leave it out with --ignore 1',
    ]);
    expect(said(table(",", ["age", "label"], [age, of(['"1,2"', '"1,3"'])]), /lists/)).toEqual([
      'commas are decimal in column 2 ("label"), as "1,2", though commas separate the cells; if these are lists, write a letter before each',
    ]);
  });

  test("are also said where they make thousands decimal", () => {
    const income: Cell = (n) => `"${1 + ((n * 37) % 89)},${101 + ((n * 13) % 798)}"`;
    expect(said(table(",", ["channels", "income", "bought"], [lists, income, word]), /lists/)).toEqual([
      expect.stringContaining("leave it out with --ignore 1"),
    ]);
  });

  test("are not where some surely are decimal", () => {
    for (const other of [of(['"10,5"', '"0,5"']), of(['"3,1"', '"2,2"', "4"])])
      expect(said(table(",", ["channels", "x", "bought"], [lists, other, word]), /lists/)).toEqual([]);
  });
});

test("13: labels with another mark than the features are not to be left out", () => {
  const commas: Cell = (n) => `${(n * 37) % 23},${(n * 13) % 10}5`;
  expect(said(table(";", ["a", "label"], [commas, of(["1.0", "2.0"])]), /one decimal mark/)).toEqual([
    'dots are decimal in column 2 ("label"), as "1.0", and commas elsewhere, though a file has one decimal mark; if the labels are codes, versions or lists, write a letter before each',
  ]);
});

test("13: heights of which some have lost their last zero are no versions", () => {
  const height = (n: number) => (1.5 + ((n * 7) % 50) / 100).toFixed(2);
  const both: Cell = (n) => (n % 3 ? height(n) : height(n).replace(/0$/, ""));
  for (const text of [table(",", ["height", "sex"], [both, word]), table(";", ["height", "sex"], [(n) => both(n).replace(".", ","), word])])
    expect(said(text, /is read as the number/)).toEqual([]);
});

test("13: wave lengths are a header over decimal commas as over points", () => {
  const lengths = Array.from({ length: 9 }, (_, n) => `${400 + n * 2}.5`);
  const cells = lengths.map(
    (_, column): Cell =>
      (n) =>
        `${(n * (37 + column)) % 23}.${(n * 13 + column) % 10}1`,
  );
  const points = table(";", [...lengths, "grp"], [...cells, of(["1", "0", "1"])]);
  for (const text of [points, points.replaceAll(".", ",")])
    expect(loadTable(text).notes?.[0]).toContain("120 rows of 10 columns between semicolons, the first line is a header");
});
