import { expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { csv, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(41, "noise");
const rows = (count: number, cells: (n: number) => readonly unknown[]) => Array.from({ length: count }, (_, n) => cells(n));
const counts = () => Array.from({ length: 30 }, () => Math.round(900 + 1500 * random.uniform()));
const waves = Array.from({ length: 30 }, (_, i) => 400 + 10 * i);
const doubt = "the first line is taken for a header, as no other line is like it; if it is a row, write a header above it";

test.each([
  ["first", true],
  ["last", false],
])(
  "13.23: numbers that rise from column to column, as no row's do, are a header, with 0 over the labels in the %s column",
  (_, isFirst) => {
    const withLabel = (label: number, cells: readonly number[]) => (isFirst ? [label, ...cells] : [...cells, label]);
    const {
      notes,
      test: tested,
      train,
    } = loadTable(csv([withLabel(0, waves), ...rows(240, (n) => withLabel(n % 3, counts()))]), {
      label: 0,
    });
    expect(train.count + tested.count).toBe(240);
    expect(notes).toContain(doubt);
  },
);

test("13.23: the largest of sorted rows is none", () => {
  const sorted = rows(150, (n) => [...[1000, 2300, 3700].map((size) => (size / (n + 1) + random.uniform()).toFixed(1)), "xy"[(n * 7) % 2]]);
  const { notes, train, test: tested, classNames } = loadTable(csv(sorted));
  expect([train.count + tested.count, classNames]).toEqual([150, ["x", "y"]]);
  expect(notes).not.toContain(doubt);
  const cities = rows(101, (n) => [37400000 - (n ? 20000000 + 90000 * n : 0), 9000 + 50 * ((n * 7) % 90), 1 + (n % 2)]);
  expect(loadTable(csv(cities), { label: 3 }).train.count + loadTable(csv(cities), { label: 3 }).test.count).toBe(101);
});

test("13.23: a comment that is a sentence is no header, though it has a word for each column", () => {
  const rows = Array.from({ length: 60 }, (_, n) => ["LRB"[n % 3], (n * 7) % 5, (n * 3) % 4, (n * 11) % 5, (n * 5) % 3]);
  const { notes, account } = loadTable(`# The class is column one\n${csv(rows)}`, { label: "1" });
  expect(notes?.[0]).toContain("the first line is data");
  expect(account).toBeDefined();
  expect(loadTable(`# side left right up down\n${csv(rows)}`, { label: "side" }).classNames).toEqual(["B", "L", "R"]);
});

test("13.23: of a test file, too, a first line that counts the columns is no row, where a row of the training file could be so", () => {
  const table = (count: number) => csv(rows(count, (n) => [n % 5, (n * 7) % 6, (n * 3) % 7, (n * 11) % 4]));
  const { test: tested } = loadTable(table(120), { label: "4" }, `0,1,2,3\n${table(40)}`);
  expect(tested.count).toBe(40);
});

test("13.23: numbers that both files of a table begin with, and no other row of either is, are names as pandas writes them", () => {
  const cells = (n: number) => [((n * 7) % 23) / 4, (n * 5) % 19, "ab"[n % 2]];
  const part = (first: readonly unknown[] | undefined, count: number, from: number) =>
    csv([...(first ? [first] : []), ...rows(count, (n) => cells(n + from))]);
  const both = (first: readonly unknown[] | undefined) => loadTable(part(first, 60, 0), {}, part(first, 20, 61));
  const told = "the first line of both files is the same numbers";
  for (const first of [
    [0, 2, 4],
    [3, 1, 0],
  ]) {
    const { train, test: tested, notes } = both(first);
    expect([train.count, tested.count]).toEqual([60, 20]);
    expect(notes?.join()).toContain(told);
  }
  // a part of the table begins as it does, and a row of measurements stands elsewhere, too
  const head = loadTable(part([1, 2, 4], 60, 0), {}, part([1, 2, 4], 20, 0));
  expect([head.train.count, head.notes?.join().includes(told)]).toEqual([61, false]);
  const row = loadTable(csv([[0, 2, 4], ...rows(60, cells), [0, 2, 4]]), {}, part([0, 2, 4], 20, 61));
  expect([row.train.count, row.notes?.join().includes(told)]).toEqual([62, false]);
});
