import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { loadCsv } from "#data/files";
import { dataFolder, loadTable, tableRefusal } from "./dataFolder.ts";

const COUNT = 60;
/** Whole numbers from 40 to 60,000, in no order. */
const whole = (n: number) => Math.round(40 * 1.13 ** ((n * 17) % COUNT)) * (n % 7 === 0 ? 10 : 1);
const age = (n: number) => 18 + ((n * 5) % 50);
const label = (n: number) => (whole(n) > 1100 ? "b" : "a");
const grouped = (value: number, mark: string) => String(value).replace(/(?<=\d)(?=(?:\d{3})+$)/g, mark);

type Cell = (n: number) => string;
const table = (separator: string, population: Cell, other: Cell = (n) => String(age(n))) =>
  [["population", "age", "class"], ...Array.from({ length: COUNT }, (_, n) => [population(n), other(n), label(n)])]
    .map((row) => row.map((cell) => (separator === "," && cell.includes(",") ? `"${cell}"` : cell)).join(separator))
    .join("\n");

const examples = ({ train, test, standardization }: ImageDataset) => ({ train, test, standardization });
const truth = () => examples(loadTable(table(",", (n) => String(whole(n)))));

const decimalAge =
  (mark: string): Cell =>
  (n) =>
    `${age(n)}${mark}5`;

describe("13.23: a mark between thousands is no decimal mark, beside numbers below a thousand", () => {
  test.each([
    [";", ".", "dots"],
    [",", ".", "dots"],
    ["\t", ".", "dots"],
    [";", ",", "commas"],
    [",", ",", "commas"],
    ["\t", ",", "commas"],
  ])("cells between %j, %j between thousands", (separator, mark, word) => {
    const data = loadTable(table(separator, (n) => grouped(whole(n), mark)));
    expect(examples(data)).toEqual(truth());
    expect(data.notes).toContain(`${word} in its numbers stand between thousands`);
  });

  test("also where there are millions", () => {
    for (const mark of [".", ","])
      expect(examples(loadTable(table(";", (n) => grouped(whole(n) * whole(n), mark))))).toEqual(
        examples(loadTable(table(",", (n) => String(whole(n) * whole(n))))),
      );
  });

  test("beside another column whose decimal mark is the other one", () => {
    for (const [mark, decimal] of [
      [".", ","],
      [",", "."],
    ] as const)
      expect(examples(loadTable(table(";", (n) => grouped(whole(n), mark), decimalAge(decimal))))).toEqual(
        examples(loadTable(table(",", (n) => String(whole(n)), decimalAge(".")))),
      );
  });

  test("and is refused beside another column in which it is decimal, with what to write", () => {
    for (const mark of [".", ","])
      expect(tableRefusal(table(";", (n) => grouped(whole(n), mark), decimalAge(mark)))).toMatch(
        new RegExp(
          `^line \\d+, column 1 \\("population"\\): "[\\d.,]+" has a ${mark === "." ? "dot" : "comma"} that may be decimal or stand between thousands; ` +
            "write numbers with a decimal point and without marks between thousands, here \\d+ or \\d+\\.\\d+0$",
        ),
      );
  });

  test("and is refused where zeros at the end and hundreds do not tell", () => {
    const cells = ["1.125", "2.375", "3", "1.625", "2", "4.875"];
    for (const mark of [".", ","])
      expect(tableRefusal(table(";", (n) => (cells[n % cells.length] as string).replace(".", mark)))).toContain(
        `"1${mark}125" has a ${mark === "." ? "dot" : "comma"} that may be decimal or stand between thousands; write numbers`,
      );
  });

  test.each<[string, Cell, Cell]>([
    ["three digits behind every point", (n) => `${1 + (n % 9)}.${100 + n}`, decimalAge(".")],
    ["other numbers of digits behind some", (n) => ["1.660", "2.5", "320", "1.25"][n % 4] as string, (n) => String(age(n))],
    ["whole numbers of a thousand and more without a mark", (n) => ["1.661", "2.125", "3200"][n % 3] as string, (n) => String(age(n))],
    ["fractions below one", (n) => ["1.660", "0.125", "320"][n % 3] as string, (n) => String(age(n))],
    ["eighths beside decimal points elsewhere", (n) => ["1.125", "2.375", "3"][n % 3] as string, decimalAge(".")],
  ])("a point is decimal with %s", (_, cell, other) => {
    const values = Array.from({ length: COUNT }, (_, n) => Number(cell(n)));
    const { train, test, standardization, heldOut } = loadTable(table(";", cell, other));
    const trained = COUNT - heldOut - test.count;
    expect(train.count - heldOut).toBe(trained);
    const mean = standardization?.means[0] as number;
    expect(mean).toBeGreaterThan(Math.min(...values));
    expect(mean).toBeLessThan(Math.max(...values));
    const average = values.reduce((sum, value) => sum + value, 0) / COUNT;
    expect(Math.abs(mean - average)).toBeLessThan(0.25 * average);
  });

  test("a test part is read as its training part is", () => {
    const few = ["1.125", "2.375", "3"].map((cell) => `${cell};20;a`).join("\n");
    const folder = dataFolder({
      "table.csv": table(";", (n) => `${1 + (n % 9)}.${n % 10}`),
      "table_test.csv": `population;age;class\n${few}`,
      "other.csv": table(";", (n) => `${1 + (n % 9)}.${n % 10}`),
      "other_test.csv": `population;age;class\n${few.replaceAll(/\.(\d+)/g, ".$10")}`,
    });
    expect(loadCsv(join(folder, "table.csv")).test).toEqual(loadCsv(join(folder, "other.csv")).test);
  });
});
