import { expect, test } from "vitest";
import { newRows, readingOf } from "#data";
import type { TableReading } from "../src/data/tableReading.ts";
import { csv, loadTable } from "./dataFolder.ts";

const notesOf = (lines: readonly string[]): string => {
  const reading = readingOf(loadTable(csv(Array.from({ length: 90 }, (_, n) => [(n % 7) + 0.5, ((n * 5) % 11) + 0.25, n % 2]))));
  if (!reading.table) throw new Error("a table");
  return newRows(Buffer.from(`${lines.join("\n")}\n`), "new.csv", { ...reading, table: reading.table }).notes.join();
};

test("new rows of a table without names, behind an index in front, are said to stand one place off", () => {
  expect(notesOf(["0,3.5,4.25", "1,1.5,2.25"])).toContain(
    'in no row there is a class of the net in column 3, where its table had the labels, as "4.25": if the columns stand one place off',
  );
});

test.each([
  ["1", "0"],
  ["?", "?"],
  ["", ""],
  ["7", "1.0"],
])("nothing is said of rows with %j and %j in the place of the labels", (one, other) => {
  expect(notesOf([`3.5,4.25,${one}`, `1.5,2.25,${other}`])).not.toContain("one place off");
});

const digits = (first: (n: number) => number) =>
  Array.from({ length: 8 }, (_, n) => `${first(n)},${(n * 7) % 12},${n % 3 ? (n * 13) % 40 : n % 2}`);

test.each([
  ["whose last feature is a class in a few rows", digits((n) => (n * 5) % 9), "in 5 of 8 rows there is no class of the net in column 3"],
  [
    "that count from 0",
    Array.from({ length: 4 }, (_, n) => `${n},${(n * 7) % 12},${n % 2}`),
    "column 1 counts the rows, 0, 1, 2 and so on",
  ],
  [
    "that count from 90",
    Array.from({ length: 6 }, (_, n) => `${90 + n},${n % 4},${n % 2}`),
    "column 1 counts the rows, 90, 91, 92 and so on",
  ],
])("whole numbers without names %s are said to stand one place off", (_, lines, sentence) => {
  expect(notesOf(lines)).toContain(sentence);
});

test("classes in another writing are classes", () => {
  const reading = readingOf(
    loadTable(csv(Array.from({ length: 90 }, (_, n) => [(n % 7) + 0.5, ((n * 5) % 11) + 0.25, n % 2 ? ">50K" : "<=50K"]))),
  );
  const lines = ["3.5,4.25,>50K.", "1.5,2.25,<=50K.", "2.5,2.25, <=50k"];
  const { notes } = newRows(Buffer.from(lines.join("\n")), "new.csv", { ...reading, table: reading.table as TableReading });
  expect(notes.join()).not.toContain("no class");
});

test("a first feature that counts on for a few rows by chance is no index", () => {
  expect(notesOf(["3,2,1", "4,1,0", "5,3,1"])).not.toContain("counts the rows");
});
