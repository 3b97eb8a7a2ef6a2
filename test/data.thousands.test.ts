import { describe, expect, test } from "vitest";
import type { TableOptions } from "#data";
import { csv, loadTable, tableRefusal } from "./dataFolder.ts";

const COUNT = 120;
type Cell = (n: number) => string;
const of = (texts: readonly string[]) => (n: number) => texts[n % texts.length] as string;
const table = (separator: string, header: readonly string[], cells: readonly Cell[]) =>
  [header, ...Array.from({ length: COUNT }, (_, n) => cells.map((cell) => cell(n)))].map((row) => row.join(separator)).join("\n");
const word = of(["p", "q", "q"]);
const age: Cell = (n) => String(18 + ((n * 37) % 50));
const prices = ["299", "499", "1.499", "599", "2.999", "799", "1.299"];
const quoted = prices.map((price) => (price.includes(".") ? `"${price.replace(".", ",")}"` : price));
const list = of(["1", "2", '"1,3"', '"1,2"', "3"]);
const dotInDoubt = /"\d\.\d99" has a dot that may be decimal or stand between thousands/;
const commaInDoubt = /"\d,\d99" has a comma that may be decimal or stand between thousands/;

describe("13: 1.499 beside 599 is in doubt whatever other columns say", () => {
  test.each<[string, Cell, TableOptions]>([
    ["versions", of(["1.1", "1.2", "2.5"]), {}],
    ["versions that are left out", of(["1.1", "1.2", "2.5"]), { ignore: "other" }],
    ["days of a month", of(["1.12", "24.12", "3.6"]), {}],
    ["one number of many with a dot", (n) => (n === 7 ? "1.5" : String(n % 5)), {}],
    ["fractions of three digits below one", (n) => `0.${100 + n}`, {}],
  ])("beside %s", (_, other, options) => {
    const rows = table(";", ["other", "price", "age", "bought"], [other, of(prices), age, word]);
    expect(tableRefusal(rows, options)).toMatch(dotInDoubt);
  });

  test.each<TableOptions>([{}, { ignore: "other" }])("beside lists between commas, %j", (options) => {
    expect(tableRefusal(table(",", ["other", "price", "age", "bought"], [list, of(quoted), age, word]), options)).toMatch(commaInDoubt);
  });

  test("beside labels of one and nought with a dot", () => {
    expect(tableRefusal(table(";", ["price", "age", "label"], [of(prices), age, of(["1.0", "0.0"])]))).toMatch(dotInDoubt);
  });

  test("in a test part beside the same prices without dots", () => {
    const rows = (price: Cell) => table(";", ["other", "price", "age", "label"], [of(["1.1", "2.5"]), price, age, word]);
    const plain = rows((n) => of(prices)(n).replace(".", ""));
    expect(() => loadTable(plain, {}, rows(of(prices)))).toThrow(dotInDoubt);
    expect(() => loadTable(plain, {}, rows(of(["1.499", "2.999", "1.299"])))).toThrow(dotInDoubt);
    expect(() => loadTable(rows(of(["299", "499", "599"])), {}, rows(of(prices)))).toThrow(dotInDoubt);
  });

  test("is a thousand where the other mark is decimal, and a fraction where it lies among the others or none is whole", () => {
    const rows = (price: Cell, other: Cell = of(["1.1", "2.5"])) => table(";", ["other", "price", "label"], [other, price, word]);
    expect(tableRefusal(rows(of(["299", "412.333", "380.667", "501", "455"])))).toBeUndefined();
    expect(tableRefusal(rows((n) => `${n + 1}.${100 + n}`))).toBeUndefined();
    expect(tableRefusal(rows((n) => (n % 5 ? String(100 + n * 13) : `${n + 1}.${111 + n}`)))).toBeUndefined();
    const [price, age2] = [of(quoted), of(["1.5", "2.25"])];
    expect(loadTable(table(",", ["price", "age", "label"], [price, age2, word])).notes).toContain(
      "commas in its numbers stand between thousands",
    );
  });
});

describe("13: what is left out says nothing of how the others are written", () => {
  const threeDigits: Cell = (n) => `${1 + ((n * 37) % 89)}.${100 + ((n * 13) % 899)}`;
  test("lists that are left out, or are the labels, doubt no fractions", () => {
    const rows = table(",", ["other", "x", "label"], [list, threeDigits, word]);
    expect(tableRefusal(rows)).toMatch(/has a dot that may be decimal/);
    expect(tableRefusal(rows, { ignore: "other" })).toBeUndefined();
    const labels = of(['"1,2"', '"1,3"', '"2,3,4"']);
    expect(tableRefusal(table(",", ["x", "label"], [threeDigits, labels]))).toBeUndefined();
  });

  test("labels of a German file still do", () => {
    const rows = csv([["x;note"], ...Array.from({ length: COUNT }, (_, n) => [[threeDigits(n), of(["1.0", "2.0"])(n)].join(";")])]);
    expect(tableRefusal(rows)).toBeUndefined();
    const german = rows.replaceAll(/;(\d)\.0/g, ";$1,0");
    expect(tableRefusal(german)).toMatch(/has a dot that may be decimal/);
  });
});
