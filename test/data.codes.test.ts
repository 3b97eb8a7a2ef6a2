import { describe, expect, test } from "vitest";
import { loadTable } from "./dataFolder.ts";
import { drawn, rows, table, upTo } from "./drawnTable.ts";

describe("13.22: several codes for missing values do not hide one another", () => {
  const height = (n: number) => (1.5 + drawn(n, 1) / 2).toFixed(2);
  const notes = (cell: (n: number) => string | number) =>
    loadTable(
      table(
        "height,z,class",
        rows(300, (n) => [cell(n), drawn(n, 2).toFixed(3), drawn(n, 3) < 0.5 ? "a" : "b"]),
      ),
    ).notes?.filter((note) => note.includes("missing value"));
  const among = (codes: readonly (string | number)[], cell: (n: number) => string | number) => (n: number) =>
    n % 12 === 0 ? (codes[(n / 12) % codes.length] as string) : cell(n);

  test.each<[readonly string[], (n: number) => string | number, string]>([
    [["-999", "-998"], height, "-999 in 13 rows and -998 in 12 rows, far from its other values"],
    [["777", "888", "999"], height, "777 in 9 rows, 888 in 8 rows and 999 in 8 rows, far from its other values"],
    [["-9999.00", "-8888.00"], height, "-9999.00 in 13 rows and -8888.00 in 12 rows, far from its other values"],
    [["99", "-99"], height, "-99 in 12 rows and 99 in 13 rows, far from its other values"],
    [["77", "99"], upTo(31), "77 in 13 rows and 99 in 12 rows, far from its other values"],
    [["97", "98", "99"], upTo(31), "97 in 9 rows, 98 in 8 rows and 99 in 8 rows, far from its other values"],
    [["-1", "-2", "-8"], height, "-8 in 8 rows, -2 in 8 rows and -1 in 9 rows, and else only numbers above 0"],
    [["96", "98"], upTo(17), "96 in 13 rows and 98 in 12 rows, far from its other values"],
    [["-1", "-2"], upTo(4000, 1), "-2 in 12 rows and -1 in 13 rows, and else only numbers above 0"],
  ])("%j", (codes, cell, text) => {
    expect(notes(among(codes, cell))).toEqual([`column 1 ("height") has ${text}; if they mean missing values, write NA`]);
  });

  test.each(["99.9", "-99.9", "99.99", "-9.99", "-9", "-88"])("%s alone", (code) => {
    expect(notes(among([code], height))).toEqual([
      `column 1 ("height") has ${code} in 25 rows, far from its other values; if it means a missing value, write NA`,
    ]);
  });

  test("0 where all others lie well above it", () => {
    const mass = (n: number) => (18 + drawn(n, 1) * 30).toFixed(1);
    expect(notes(among(["0"], mass))).toEqual([
      'column 1 ("height") has 0 in 25 rows, well below all others; if it means a missing value, write NA',
    ]);
    // what begins near 0, or often is nothing
    expect(notes(among(["0"], (n) => (1 + drawn(n, 1) * 30).toFixed(1)))).toEqual([]);
    expect(notes((n) => (n % 2 ? "0" : mass(n)))).toEqual([]);
    expect(notes(among(["0"], (n) => upTo(40)(n) * 10))).toEqual([]);
  });

  test("but what may be measured is not taken for one", () => {
    expect(notes(upTo(31))).toEqual([]);
    // prices
    expect(notes(among(["99.99"], (n) => `${upTo(20)(n)}.${n % 3 ? "99" : "50"}`))).toEqual([]);
    expect(notes(upTo(20, -4))).toEqual([]);
    expect(notes((n) => (upTo(40, -8)(n) / 2).toFixed(1))).toEqual([]);
    expect(notes(among(["-1", "-2"], upTo(9, 1)))).toEqual([]);
    expect(notes(among(["77", "88"], upTo(31)))).toEqual([]);
  });
});
