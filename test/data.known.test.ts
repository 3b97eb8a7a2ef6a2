import { describe, expect, test } from "vitest";
import { RandomSequence } from "#engine";
import { csv, loadTable } from "./dataFolder.ts";

const random = new RandomSequence(47, "noise");
const uniform = () => random.uniform();
const people = Array.from({ length: 120 }, (_, n) => ({
  n,
  label: Math.floor(2 * uniform()),
  numbers: Array.from({ length: 12 }, uniform),
}));
const header = ["patient_id", ...Array.from({ length: 12 }, (_, i) => `f${i}`), "diagnosis"];
const table = (some: typeof people, id: (n: number) => unknown, number: (value: number) => unknown) =>
  csv([header, ...some.map(({ n, label, numbers }) => [id(n), ...numbers.map(number), label])]);
const notes = (text: string, test: string) =>
  loadTable(text, {}, test).notes?.filter((note) => /from the table|digits that were rounded/.test(note)) ?? [];

describe("13.22: test rows that are known from the table are said", () => {
  const again = people.slice(20, 60);
  const drawn = () => uniform().toFixed(4);

  test.each<[string, (n: number) => unknown, (n: number) => unknown]>([
    ["by an id", (n) => 3000 + 7 * n, (n) => 3000 + 7 * n],
    ["by a name with another counter", (n) => `P${1000 + n}_v1`, (n) => `P${1000 + n}_v2`],
  ])("%s, of the same persons with other numbers", (_, id, other) => {
    expect(notes(table(people, id, drawn), table(again, other, drawn))).toEqual([
      'column 1 ("patient_id") knows 40 of the 40 test rows from the table, all with the class that they have there, so the accuracy is that of what is known',
    ]);
  });

  test.each<[string, (value: number) => unknown]>([
    ["decimals that were cut", (value) => value.toFixed(2)],
    ["float32", (value) => Math.fround(value)],
  ])("by their numbers, though written with %s", (_, written) => {
    const rows = (some: typeof people, number: (value: number) => unknown) =>
      csv([header.slice(1), ...some.map(({ label, numbers }) => [...numbers.map(number), label])]);
    expect(
      notes(
        rows(people, (value) => value.toFixed(4)),
        rows(again, written),
      ),
    ).toEqual([expect.stringMatching(/^\d+ of the 40 test rows stand among the other rows, but for digits that were rounded$/)]);
  });

  test("but not other persons, or numbers that count the rows of each file", () => {
    const id = (n: number) => 3000 + 7 * n;
    expect(notes(table(people.slice(0, 80), id, drawn), table(people.slice(80), id, drawn))).toEqual([]);
    const others = people.map(({ n, numbers }) => ({ n, numbers, label: Math.floor(2 * uniform()) }));
    const count = (n: number) => n + 1;
    expect(notes(table(people, count, drawn), table(others.slice(0, 40), count, drawn))).toEqual([]);
    const sorted = (some: typeof people) => some.map((one, n) => ({ ...one, n, label: Number(n >= some.length / 2) }));
    expect(notes(table(sorted(people), count, drawn), table(sorted(others), count, drawn))).toEqual([]);
    const rare = [others, others, others, others, others].flat().map(({ numbers }, n) => ({ n, numbers, label: Number(n % 120 === 7) }));
    expect(
      notes(
        table(rare, count, drawn),
        table(
          [...rare].reverse().map((one, n) => ({ ...one, n })),
          count,
          drawn,
        ),
      ),
    ).toEqual([]);
  });
});

test("13.21: labels that the test file writes otherwise are no lost classes", () => {
  const rows = (labels: readonly unknown[]) =>
    csv([["a", "class"], ...Array.from({ length: 60 }, (_, n) => [(n * 7) % 13, labels[n % 2]])]);
  const { notes, classNames } = loadTable(rows([1, 0]), {}, rows(["True", "False"]));
  expect(classNames).toHaveLength(2);
  expect(notes?.join()).not.toContain("has all its values");
});
