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
