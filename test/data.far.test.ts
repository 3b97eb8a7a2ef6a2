import { describe, expect, test } from "vitest";
import type { TableOptions } from "#data";
import { RandomSequence } from "#engine";
import { csv, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(73, "noise");
const normal = () => (random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2) * 2;
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const notesOf = (rows: readonly (readonly unknown[])[], options?: TableOptions) => (loadTable(csv(rows), options).notes ?? []).join("\n");

describe("13.21: few values far from all others, which standardizing makes nearly one, are said", () => {
  const values = times(300, () => (50 + 10 * normal()).toFixed(2));
  const table = (changed: ReadonlyMap<number, string>) => [
    ["v", "b", "class"],
    ...times(300, (n) => [changed.get(n) ?? values[n], n % 3, (n * 7) % 2]),
  ];

  test.each(["2147483647", "1e20", "54780", "-99999"])("one of %s", (value) => {
    const notes = notesOf(table(new Map([[77, value]])));
    expect(notes).toMatch(new RegExp(`column 1 \\("v"\\) has ${value} in line 79, .* times as far from all others`));
    expect(notes).not.toContain("stand among the other rows");
  });

  test("several, each another number, as where some rows have another unit", () => {
    const some = new Map(times(9, (n) => [30 * n + 3, `${1000 * Number(values[30 * n + 3])}`]));
    expect(notesOf(table(some))).toMatch(/and 8 more rows like it, \d+ times as far/);
  });

  test("not the largest of what has a long tail, nor a value of half of the rows", () => {
    const tail = times(300, () => Math.exp(2 * normal()).toFixed(2));
    expect(notesOf([["v", "b", "class"], ...times(300, (n) => [tail[n], n % 3, (n * 7) % 2])])).not.toContain("times as far");
    expect(notesOf(table(new Map(times(150, (n) => [2 * n, `${90000 + n}`]))))).not.toContain("times as far");
  });
});

describe("13.22: rows that were made of others before the split are said", () => {
  const row = () => times(8, normal);
  const copied = (noise: number, copies: number) => {
    const rows = times(200, () => ({ row: row(), label: random.uniform() < 0.5 ? "a" : "b" }));
    const all = rows.flatMap(({ row: one, label }) =>
      times(1 + copies, (k) => [...one.map((value) => (value + (k ? noise * normal() : 0)).toFixed(6)), label]),
    );
    return [[...times(8, (f) => `f${f}x`), "class"], ...times(all.length, (n) => all[(n * 7) % all.length] as (typeof all)[number])];
  };

  test.each([
    [0.01, 1],
    [0.005, 4],
  ])("with noise of %d, %i copies of each", (noise, copies) => {
    expect(notesOf(copied(noise, copies))).toMatch(/about \d+% of the test rows lie by another as copies with a little noise do/);
  });

  test("not rows that are only alike", () => {
    expect(notesOf(copied(0, 0))).not.toContain("copies with");
    expect(notesOf(copied(1, 2))).not.toContain("copies with");
  });
});

describe("13.22: rows over time, in whatever order they stand", () => {
  const slow = times(400, (n) => (Math.floor(n / 25) % 2 ? "on" : "off"));
  const order = times(400, (n) => (n * 171) % 400);
  const date = (n: number) => new Date(Date.UTC(2024, 0, 1, n)).toISOString().slice(0, 19).replace("T", " ");
  const table = (name: string, time: (n: number) => unknown, label: (n: number) => unknown) =>
    notesOf([[name, "a", "b", "state"], ...order.map((n) => [time(n), normal().toFixed(3), normal().toFixed(3), label(n)])]);

  test.each<[string, (n: number) => unknown]>([
    ["date", date],
    ["unix", (n) => 1_700_000_000 + 3600 * n],
    ["open", (n) => 1_700_000_000_000 + 3_600_000 * n],
    ["seconds", (n) => (1_700_000_000.25 + 3600.5 * n).toFixed(3)],
    ["when", (n) => date(n).replace(/^(\d+)-(\d+)-(\d+) (\d+:\d+).*/, "$3.$2.$1 $4")],
    ["at", (n) => date(n).replace(/^(\d+)-(\d+)-(\d+) /, "$3/$2/$1 ")],
    ["taken", (n) => date(n).replace(/^(\d+)-(\d+)-(\d+) /, "$2/$3/$1 ")],
    ["stamp", (n) => date(n).replace(/\D/g, "")],
    ["hour", (n) => date(n).slice(0, 13).replace(/\D/g, "")],
    ["time", (n) => (45292 + n / 24).toFixed(6)],
  ])("by %s", (name, time) => {
    expect(table(name, time, (n) => slow[n])).toContain(
      `column 1 ("${name}") has times, in whose order the class changes 15 times in 400 rows`,
    );
    expect(table(name, time, (n) => slow[(n * 7) % 400])).not.toContain("has times");
  });
});

test.each(["user", "driver", "student", "subj", "volunteer", "pid"])("13.22: rows of one person are said: %s", (name) => {
  const rows = times(240, (n) => [100 + (n % 12), normal().toFixed(3), normal().toFixed(3), "abc"[Math.floor(n / 12) % 3]]);
  expect(notesOf([[name, "x", "y", "activity"], ...rows])).toContain(`column 1 ("${name}") names groups of rows`);
});

test("13.22: numbers of counters that were put together, in drawn order, are said", () => {
  const counters = times(150, (n) => (n < 100 ? n : n - 100));
  const rows = times(150, (n) => [counters[(n * 7) % 150], normal().toFixed(3), normal().toFixed(3), (n * 11) % 2]);
  expect(notesOf([["X", "a", "b", "class"], ...rows])).toContain('column 1 ("X") seems to number rows, some of them by one number');
});

test("13.22: words of a feature that are one number are said", () => {
  const rows = times(120, (n) => [["A", "1", "1.0", "B"][n % 4], normal().toFixed(3), (n * 7) % 2]);
  expect(notesOf([["kind", "a", "class"], ...rows])).toContain('the words of column 1 ("kind") "1", "1.0" are one number, and stay apart');
});

test("13.23: the first of rankings, of which few have ties, is no header", () => {
  const ranks = times(200, (n) => times(10, (k) => ((k * 7 + n * 3) % 10) + 1)).map((row, n) =>
    n % 50 === 9 ? row.with(0, row[1] as number) : row,
  );
  const { notes, train, test: tested } = loadTable(csv(ranks), { label: "3" });
  expect(train.count + tested.count).toBe(200);
  expect(notes?.[0]).toContain("labels are column 3");
});

test("13.23: codes that begin with zeros, powers of ten and fractions are said", () => {
  const codes = times(120, (n) => [["01234", "04567", "98101"][n % 3], normal().toFixed(3), (n * 7) % 2]);
  expect(notesOf([["zip", "a", "class"], ...codes])).toContain(
    'column 1 ("zip") has "01234", which is read as the number 1234; if these are codes, write a letter before each, and each is a category, or leave them out with --ignore 1',
  );
  const gauges = (all: readonly string[]) => times(120, (n) => [all[n % all.length], normal().toFixed(3), (n * 7) % 2]);
  expect(notesOf([["gauge", "a", "class"], ...gauges(["0000", "00", "0", "1", "2"])])).toContain(
    '"0000", which is read as the number 0; if these are codes',
  );
  expect(notesOf([["hour", "a", "class"], ...gauges(["00", "01", "10", "11"])])).not.toContain("if these are codes");
  const powers = times(120, (n) => [["1×10^3", "2 × 10⁴", "½", "1½"][n % 4], normal().toFixed(3), (n * 7) % 2]);
  expect(notesOf([["dose", "a", "class"], ...powers])).toContain(
    'column 1 ("dose") holds words, as "1×10^3"; if they are numbers, write them with plain digits, and a minus before them',
  );
});

test("13.21: a word that is taken for a missing value and may be one is said, and no missing value is called a comment", () => {
  const rows = times(120, (n) => [["None", "small", "big"][n % 3], normal().toFixed(3), "xy"[(n * 7) % 2]]);
  const said =
    'column 1 ("number") has "None" in 40 rows, which is taken for a missing value; where it is a word of its own, write another';
  expect(notesOf([["number", "a", "class"], ...rows], { missing: "drop" })).toContain(said);
  const missing = times(120, (n) => [n % 10 ? normal().toFixed(3) : "#N/A", normal().toFixed(3), "xy"[(n * 7) % 2]]);
  expect(notesOf([["b", "a", "class"], ...missing], { missing: "drop" })).not.toContain("take out what is a comment");
});

test.each<[string, (n: number) => string, string | undefined]>([
  ["sodium", (n) => ["K", "Na", "Ca"][n % 3] as string, 'has "Na" in 40 rows, which is taken for a missing value; where it is a word'],
  [
    "a ledger's zero",
    (n) => (n % 3 ? `${1 + (n % 7)}.5` : "-"),
    'has "-" in 40 rows, which is taken for a missing value; where it is zero, write 0',
  ],
  ["a dash beside 0", (n) => (n % 3 ? `${n % 7}` : "-"), undefined],
  ["a dash beside numbers below 0", (n) => (n % 3 ? `${(n % 7) - 3}.5` : "-"), undefined],
])("13.21: what is taken for a missing value and may be %s", (_, cell, text) => {
  const rows = times(120, (n) => [cell(n), normal().toFixed(3), "xy"[(n * 7) % 2]]);
  const notes = notesOf([["v", "a", "class"], ...rows], { missing: "drop" });
  if (text) expect(notes).toContain(`column 1 ("v") ${text}`);
  else expect(notes).not.toContain("which is taken for");
});

test("13.21: among words, and where nothing else is missing, none is a category, and a class", () => {
  const rows = times(120, (n) => [["none", "mild", "severe"][n % 3], normal().toFixed(3), ["none", "y"][(n * 7) % 2]]);
  const { classNames, notes, train, test: tested } = loadTable(csv([["severity", "a", "class"], ...rows]));
  expect([classNames, train.count + tested.count, train.features]).toEqual([["none", "y"], 120, 4]);
  expect(notes?.join("\n")).not.toContain("missing");
});

test("13.23: numbers far from 0 beside their spread are standardized by their own mean", () => {
  const rows = times(200, (n) => [1e15 + ((n * 7) % 5), n % 2]);
  const data = loadTable(csv([["v", "class"], ...rows]), { ignore: "none" });
  const { means = [], deviations = [] } = data.standardization ?? {};
  expect((means[0] as number) - 1e15).toBeCloseTo(2, 0);
  expect(deviations[0]).toBeCloseTo(Math.SQRT2, 1);
  const mean = [...data.train.images].reduce((sum, value) => sum + value, 0) / data.train.count;
  expect(Math.abs(mean)).toBeLessThan(0.2);
});
