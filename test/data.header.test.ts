import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { TableOptions } from "#data";
import { loadCsv } from "#data/files";
import { complaint, csv, dataFolder, expectConsistent } from "./dataFolder.ts";

const COUNT = 120;
const of = (words: readonly string[], n: number) => words[n % words.length] as string;
/** A whole number that seems drawn. */
const drawn = (n: number, column: number, below = 100) =>
  Math.floor(((Math.sin(12.9898 * n + 78.233 * column) * 43758.5453) % 1) * below + below) % below;
const fraction = (n: number, column: number) => `0.${10 + drawn(n, column, 90)}`;
const numbers = (n: number, cell: (n: number, column: number) => string | number, columns: number) =>
  Array.from({ length: columns }, (_, column) => cell(n, column));

function load(header: string, cells: (n: number) => readonly (string | number)[], count = COUNT, options: TableOptions = {}) {
  const rows = csv(Array.from({ length: count }, (_, n) => cells(n)));
  const data = loadCsv(join(dataFolder({ "table.csv": `${header}\n${rows}` }), "table.csv"), options);
  expectConsistent(data);
  return data;
}
/** Without a header nothing tells which of two columns of words is the labels. */
const third = { label: 3 };
/** A class that the columns do not tell by their order. */
const sort = (n: number) => of(["land", "sea"], drawn(n, 99));

describe("13.23: the first line is a header where it is a hundred times as likely as a row", () => {
  test.each<[string, (n: number) => readonly (string | number)[]]>([
    ["continent,1990,1995,2000,2010,income", (n) => [of(["Asia", "Africa"], n), ...numbers(n, drawn, 4), sort(n)]],
    ["country,1990,1995,2000,2010,income", (n) => [`C${n}`, ...numbers(n, drawn, 4), sort(n)]],
    ["shop,2021,2018,2013,2009,size", (n) => [`s${n}`, ...numbers(n, drawn, 4), sort(n)]],
    ["shop,2018,2019,2020,2021,size", (n) => [`s${n}`, ...numbers(n, drawn, 4), sort(n)]],
    ["shop,2020,2021,size", (n) => [`s${n}`, ...numbers(n, drawn, 2), sort(n)]],
    ["sample,0,15,30,60,120,phase", (n) => [`s${n}`, ...numbers(n, fraction, 5), sort(n)]],
    ["id,0,15,30,60,120,phase", (n) => [n + 1, ...numbers(n, fraction, 5), sort(n)]],
    ["400,450,500,550,600,colour", (n) => [...numbers(n, fraction, 5), sort(n)]],
    [
      "7157,672,1956,675,4609,stage",
      (n) => [...numbers(n, (row, column) => `${drawn(row, column, 13)}.${10 + drawn(row, column + 9, 90)}`, 5), sort(n)],
    ],
    ["120,-3,140,sort", (n) => [...numbers(n, drawn, 3), sort(n)]],
    ["400.5,450.5,500.5,550.5,colour", (n) => [...numbers(n, fraction, 4), sort(n)]],
    ["400,450,500,550,600,colour", (n) => [...numbers(n, (row, column) => drawn(row, column, 1000), 5), sort(n)]],
    ["strain,0.1,0.5,1,5,10,resistant", (n) => [`s${n}`, ...numbers(n, fraction, 5), sort(n)]],
    ["0,1,2", (n) => [drawn(n, 1, 10), drawn(n, 2, 12), drawn(n, 3, 2)]],
    ["0,1,2,3", (n) => [drawn(n, 1, 6), drawn(n, 2, 7), drawn(n, 3, 8), drawn(n, 4, 2)]],
    ["1,2,3,4,mood", (n) => [...numbers(n, (row, column) => 1 + drawn(row, column, 5), 4), sort(n)]],
    ["2010,2014,2018,2022,grown", (n) => [...numbers(n, drawn, 4), n % 2]],
    ["animal,cover,food,habitat", (n) => [`animal ${n}`, of(["hair", "scales", "feathers"], n), of(["meat", "plants"], n >> 1), sort(n)]],
    ["sample_code,colour,edible", (n) => [`AB-${n}`, of(["red", "blue"], n), sort(n)]],
    ["food,hair,habitat", (n) => [of(["meat", "plants"], n >> 1), of(["hair", "scales", "feathers"], n), sort(n)]],
  ])("%s", (header, cells) => {
    const data = load(header, cells);
    const last = header.split(",").at(-1);
    expect(data.notes?.[0]).toMatch(new RegExp(`^${COUNT} rows of .*, the first line is a header; labels are column \\d \\("${last}"\\)`));
    expect(data.classes).toBe(2);
  });

  test.each<[string, (n: number) => readonly (string | number)[]]>([
    [
      "a first row of numbers that rise, as those of others do",
      (n) => [...numbers(n, (row, column) => 100 * column + drawn(row, column), 5), sort(n)],
    ],
    ["words that come again", (n) => [of(["meat", "plants"], n >> 1), of(["hair", "scales"], n), sort(n)]],
    [
      "one rare word among words that come again",
      (n) => [n === 0 ? "eggs" : of(["meat", "plants"], n), of(["hair", "scales"], n), sort(n)],
    ],
    ["a class of its own behind numbers", (n) => [drawn(n, 2), drawn(n, 1), n === 0 ? "lake" : sort(n)]],
    ["names of its own before numbers", (n) => [`animal ${n}`, drawn(n, 2), drawn(n, 1), sort(n)]],
  ])("a row is %s", (_, cells) => {
    const first = cells(0).join();
    expect(load(first, (n) => cells(n + 1), COUNT, { label: cells(0).length }).notes?.[0]).toContain(`${COUNT + 1} rows of`);
  });

  test("a slip among numbers makes no header of a first row whose class comes again", () => {
    const rows = csv(Array.from({ length: COUNT }, (_, n) => [n === 0 ? "unknown" : drawn(n, 1), drawn(n, 2, 3), of(["a", "b"], n)]));
    const path = join(dataFolder({ "table.csv": rows }), "table.csv");
    expect(complaint(path, () => loadCsv(path))).toContain('line 1, column 1: "unknown" is no number');
  });

  test("a header of words over words that comes again is no row", () => {
    const rows = Array.from({ length: COUNT }, (_, n) => [of(["red", "blue"], n), of(["round", "flat"], n >> 1), sort(n)]);
    const header = ["colour", "shape", "habitat"];
    const data = load(header.join(), (n) => (n % 41 === 40 ? header : (rows[n] as string[])));
    expect([data.classNames, data.shape]).toEqual([["land", "sea"], [4]]);
    expect(data.notes).toContain("2 lines repeat the header");
    // equal rows are no header, though each of their words stands nowhere else
    const twins = load("red,round,sea", (n) => (n % 2 ? ["red", "round", "sea"] : ["blue", "flat", "land"]), COUNT, third);
    expect(twins.notes?.[0]).toContain(`${COUNT + 1} rows of 3 columns between commas, the first line is data`);
  });

  test("rows that begin with # among others are said, and are none that each begin so", () => {
    const data = load("colour,size,habitat", (n) => [`${n % 30 === 7 ? "#" : ""}${of(["red", "blue"], n)}`, fraction(n, 1), sort(n)]);
    expect(data.notes).toContain("4 rows begin with # and are taken for data; take out what is a comment");
    const colours = load("#ff0000,0.12,sea", (n) => [of(["#ff0000", "#00ff00"], n), fraction(n, 1), sort(n)], COUNT, third);
    expect(colours.notes?.[0]).toContain(`${COUNT + 1} rows of 3 columns between commas, the first line is data`);
  });

  test("a first line in doubt is said", () => {
    const data = load("yes,no,patch", (n) => [of(["yes", "no"], n), of(["yes", "no"], n >> 1), sort(n)], COUNT, third);
    expect(data.notes).toContain(
      'the first line is taken for data, though "patch" stands nowhere else in column 3; if it is a header, call the labels label or class in it',
    );
    expect(load("yes,no,class", (n) => [of(["yes", "no"], n), of(["yes", "no"], n >> 1), sort(n)]).classes).toBe(2);
  });
});

describe("13.22: a class of one row is said, with its line", () => {
  test("a sum under the rows", () => {
    const rows = csv(Array.from({ length: COUNT }, (_, n) => [drawn(n, 1), drawn(n, 2), sort(n)]));
    const text = `a,b,class\n${rows}5000,6000,Total\n`;
    const { notes } = loadCsv(join(dataFolder({ "table.csv": text }), "table.csv"));
    expect(notes).toContain(`class "Total" has one row, line ${COUNT + 2}, which cannot be both learnt and tested`);
  });

  test("of a test part, and many at once", () => {
    const rows = Array.from({ length: COUNT }, (_, n) => [drawn(n, 1), drawn(n, 2), sort(n)]);
    const folder = dataFolder({ "table.csv": csv([["a", "b", "class"], ...rows]), "table_test.csv": "a,b,class\n1,2,sea\n3,4,lake\n" });
    expect(loadCsv(join(folder, "table.csv")).notes).toContain(
      'class "lake" has one row, line 3 of table_test.csv, which cannot be both learnt and tested',
    );
    const few = ["a,b,class", csv(rows), ...["pond", "lake", "swamp", "river"].map((word, n) => `${n},${n},${word}`)].join("\n");
    expect(loadCsv(join(dataFolder({ "table.csv": few }), "table.csv")).notes).toContain(
      "4 of the 6 classes have one row each, which cannot be both learnt and tested",
    );
  });
});
