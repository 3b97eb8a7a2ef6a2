import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newRows, readingOf } from "#data";
import { loadCsv } from "#data/files";
import type { TableReading } from "../src/data/tableReading.ts";
import { dataFolder } from "./dataFolder.ts";

/** Reads new rows as those of a table were: the first feature of each, as the file has it, and what was said. */
function reader(lines: readonly string[]) {
  const reading = readingOf(loadCsv(join(dataFolder({ "table.csv": lines.join("\n") }), "table.csv")));
  const { means = [], deviations = [] } = reading.standardization ?? {};
  return (...given: readonly string[]) => {
    const { numbers, notes } = newRows(Buffer.from(given.join("\n")), "new.csv", { ...reading, table: reading.table as TableReading });
    const raw = Array.from(numbers, (value, i) => value * (deviations[i % means.length] as number) + (means[i % means.length] as number));
    return { raw: raw.map((value) => Number(value.toFixed(2))), notes };
  };
}

const comma = (value: number, digits = 2) => value.toFixed(digits).replace(".", ",");
const value = (n: number) => ((n * 37) % 100) + ((n * 13) % 100) / 100;
const kinds = (n: number) => (value(n) > 50 ? "good" : "bad");
const lines = (row: (n: number) => string, header?: string) => [
  ...(header ? [header] : []),
  ...Array.from({ length: 120 }, (_, n) => row(n)),
];

describe("13.16: new rows of one column are cut by no comma and no blank that is a part of their cells", () => {
  const ofGerman = () => reader(lines((n) => `${comma(value(n))};${kinds(n)}`, "wage;kind"));

  test("decimal commas, whole numbers among them, with a name or without", () => {
    const german = ofGerman();
    expect(german("wage", "80,04", "75,12", "20,93")).toEqual({ raw: [80.04, 75.12, 20.93], notes: [] });
    expect(german("wage", "80,04", "75", "20,93").raw).toEqual([80.04, 75, 20.93]);
    expect(german("wage", '"80,04"', '"20,93"').raw).toEqual([80.04, 20.93]);
    expect(german("wage;", "80,04;", "20,93;").raw).toEqual([80.04, 20.93]);
    const nameless = reader(lines((n) => `${comma(value(n))};${kinds(n)}`));
    expect(nameless("80,04", "20,93").raw).toEqual([80.04, 20.93]);
    expect(nameless("80,04;bad", "20,93;good").raw).toEqual([80.04, 20.93]);
    expect(() => german("wage", "80.04", "75.12")).toThrow('"80.04" is no number, as they are written in the table');
  });

  test("the names of rows, as R writes them, are still none of the numbers", () => {
    const plain = reader(lines((n) => `${value(n).toFixed(2)},${kinds(n)}`, "wage,kind"));
    const rows = ["wage", "1,80.04", "2,75.12", "3,20.93"];
    expect(plain(...rows)).toEqual({ raw: [80.04, 75.12, 20.93], notes: [expect.stringContaining("holds the names of the rows")] });
    expect(ofGerman()("wage", '"1";80,04', '"2";20,93').raw).toEqual([80.04, 20.93]);
    expect(plain("wage", "80.04", "75").raw).toEqual([80.04, 75]);
    // as pandas writes a part of a frame
    for (const mark of [",", "\t", ";"])
      expect(plain(`${mark}wage`, `5${mark}80.04`, `9${mark}20.93`)).toEqual({ raw: [80.04, 20.93], notes: [] });
  });

  test("decimal commas for a net whose numbers have points are no names of rows, and no label", () => {
    const plain = lines((n) => `${value(n).toFixed(2)},${kinds(n)}`, "wage,kind");
    for (const table of [plain, plain.slice(1)]) {
      const given = ["10,5", "20,25", "30,75"];
      expect(() => reader(table)(...(table === plain ? ["wage"] : []), ...given)).toThrow(
        '"10,5" is no number, as they are written in the table',
      );
    }
    const labels = reader(lines((n) => `${Math.round(value(n))},${n % 3}`));
    expect(labels("48,1", "20,2").raw).toEqual([48, 20]);
    expect(() => reader(plain.slice(1))("4,7,9", "5,1,2")).toThrow("it has 3 columns");
  });

  test('a missing value, written "", is one', () => {
    const table = lines((n) => (n % 9 === 4 ? `,${kinds(n)}` : `${value(n).toFixed(2)},${kinds(n)}`), "wage,kind");
    const read = (missing: "mean" | "drop") => {
      const reading = readingOf(loadCsv(join(dataFolder({ "table.csv": table.join("\n") }), "table.csv"), { missing }));
      return newRows(Buffer.from('wage\n60.0\n""\n40.5\n'), "new.csv", { ...reading, table: reading.table as TableReading });
    };
    expect([read("mean").lines, read("drop").lines, read("drop").left]).toEqual([[2, 3, 4], [2, 4], [3]]);
    const whole = reader(lines((n) => `${value(n).toFixed(2)},${kinds(n)}`, "wage,kind"));
    expect(() => whole("wage", "60.0", '""', "40.5")).toThrow("line 3");
    expect(whole("wage", "60.0", "", "40.5", "")).toEqual({
      raw: [60, 40.5],
      notes: ["1 line is empty among the rows, and no row; write NA for a missing value"],
    });
  });

  test("one row in the table's own writing, without names, is cut at its own mark", () => {
    for (const mark of [";", "\t", "|"]) {
      const row = (n: number) => [comma(value(n)), kinds(n)].join(mark);
      expect(reader(lines(row))(["56,87", "good"].join(mark)).raw).toEqual([56.87]);
      const labelFirst = reader(lines((n) => [kinds(n), comma(value(n))].join(mark)));
      expect(labelFirst(["good", "56,87"].join(mark)).raw).toEqual([56.87]);
      const between = reader(lines((n) => [comma(value(n)), kinds(n), comma(value(n + 5), 1)].join(mark)));
      expect(between(["5,1", "good", "3,5"].join(mark)).raw).toEqual([5.1, 3.5]);
    }
  });

  test("one row without names is cut at no comma within a word", () => {
    for (const mark of [";", "\t", "|"]) {
      const towns = ["New York, NY", "Boston, MA", "Austin, TX"];
      const row = (n: number) => [towns[n % 3], value(n).toFixed(2), kinds(n)].join(mark);
      expect(reader(lines(row))(["Boston, MA", "20.93", "good"].join(mark)).raw.at(-1)).toBe(20.93);
      expect(reader(lines(row))(["Boston, MA", "20.93"].join(mark)).raw.at(-1)).toBe(20.93);
    }
  });

  test("commas between thousands", () => {
    const thousands = (n: number) =>
      (1000 * value(n) + 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const tabs = reader(lines((n) => `${thousands(n)}\t${kinds(n)}`, "wage\tkind"));
    expect(tabs("wage", "1,229.36", "97,100.50").raw).toEqual([1229.36, 97100.5]);
  });

  test("words of several words", () => {
    const cities = ["New York", "San Jose", "Los Angeles", "Las Vegas"];
    const read = reader(lines((n) => `${cities[n % 4]},${n % 4 ? "warm" : "cold"}`, "city,kind"));
    const { raw, notes } = read("city", ...cities);
    expect([Array.from({ length: 4 }, (_, row) => raw.slice(4 * row, 4 * row + 4).indexOf(1)).sort(), notes]).toEqual([[0, 1, 2, 3], []]);
  });

  test("of several columns a comma too many is no name of a row where numbers have commas", () => {
    const two = reader(lines((n) => `"${comma(value(n))}",${n % 7},${kinds(n)}`, "wage,rooms,kind"));
    expect(two("wage,rooms", '"80,04",3', '"20,93",4').raw).toEqual([80.04, 3, 20.93, 4]);
    expect(() => two("wage,rooms", "80,04,3", "20,93,4")).toThrow("line 1 has 2 cells, line 2 has 3");
  });
});
