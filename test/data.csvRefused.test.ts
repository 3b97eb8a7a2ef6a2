import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ImageDataset } from "#data";
import { loadCsv } from "#data/files";
import { complaint, csv, dataFolder, expectConsistent, plain } from "./dataFolder.ts";

describe("a CSV table is refused", () => {
  const spoilt = (at: number, row: readonly string[]) => csv([["x", "label"], ...plain()].with(at, [...row]));
  const numbers = "its column holds numbers, so write one, or leave the cell empty and choose --missing drop or mean";
  const instead = "1 of 12 rows lacks it: --missing drop leaves such rows out, --missing mean puts the mean of the training rows";
  test.each([
    ["that is empty", "", "it holds no rows"],
    ["of blank lines", "\n \n\r\n", "it holds no rows"],
    ["of a header only", "a,b,label\n", "0 rows are too few; a table needs at least 10"],
    ["of one row", "1,2,3", "1 row is too few; a table needs at least 10"],
    ["of nine rows", csv(plain(9)), "9 rows are too few; a table needs at least 10"],
    [
      "of one column",
      csv(plain().map((row) => [row[0]])),
      "it has 1 column; a table needs one of labels and at least one of numbers, between commas, semicolons, tabs, bars or blanks",
    ],
    ["with a missing value", spoilt(5, ["", "1"]), `line 6, column 1 ("x"): the value is missing; ${instead}`],
    ["with a word for a value", spoilt(5, ["tall", "1"]), `line 6, column 1 ("x"): "tall" is no number within ±3.4e38; ${numbers}`],
    [
      "with dates that differ in most rows, but not in nearly all",
      csv([
        ["x", "visit", "label"],
        ...plain(40).map(([x, label], n) => [x, `2024-0${1 + (n % 8)}-${10 + Math.floor(n / 1.4 / 8)}`, label]),
      ]),
      `column 2 ("visit"): "2024-01-10" is a date; write a plain number, such as the days since a first one, or leave the column out with --ignore 2`,
    ],
    ["with NaN", spoilt(12, ["NaN", "1"]), `line 13, column 1 ("x"): the value is missing ("NaN"); ${instead}`],
    ["with infinity", spoilt(1, ["-Infinity", "1"]), `line 2, column 1 ("x"): "-Infinity" is no number within ±3.4e38; ${numbers}`],
    ["with a number beyond float32", spoilt(1, ["1e39", "1"]), `line 2, column 1 ("x"): "1e39" is no number within ±3.4e38; ${numbers}`],
    [
      "with a decimal comma",
      spoilt(3, ['"1,5"', "1"]),
      /^line 4, column 1 \("x"\): "1,5" has a comma that may be decimal or stand between thousands; write numbers with a decimal point and/,
    ],
    [
      "with a missing value in the first line",
      csv([["", "1", "0"], ...plain().map((row) => ["1", ...row])]),
      `line 1, column 1: the value is missing; ${instead.replace("12", "13")}`,
    ],
    [
      "with a missing label",
      spoilt(7, ["1", ""]),
      'line 8, column 2 ("label"): the label is missing; 1 of 12 rows has none, and --missing drop leaves them out',
    ],
    ["with a short line", spoilt(4, ["1"]), "line 5 has 1 cell, line 1 has 2; every line must have equally many"],
    ["with a long line", spoilt(4, ["1", "2", "3"]), "line 5 has 3 cells, line 1 has 2; every line must have equally many"],
    ["with a line that ends in a comma", spoilt(4, ["1", "0", ""]), "line 5 has 3 cells, line 1 has 2; every line must have equally many"],
    [
      "with a quotation mark that is not closed",
      spoilt(4, ['"1', "0"]),
      /^line \d+: a quotation mark is not closed; write such a cell within quotation marks, and each of its own twice$/,
    ],
    [
      "with a quotation mark within a cell",
      spoilt(4, ['1"', "0"]),
      "line 5: a quotation mark stands within a cell; write such a cell within quotation marks, and each of its own twice",
    ],
    [
      "with letters after a quotation mark",
      spoilt(4, ['"1"2', "0"]),
      "line 5: a quotation mark closes before the end of its cell; write such a cell within quotation marks, and each of its own twice",
    ],
    [
      "of one class",
      csv([["x", "label"], ...plain().map(([x]) => [x, "cat"])]),
      'column 2 ("label"), taken for the labels, has only the value "cat"; droplab needs 2 to 256 classes, so name another column with --label',
    ],
    [
      "of 300 classes",
      csv([["x", "price"], ...plain(300).map(([x], n) => [x, n + 0.5])]),
      'column 2 ("price"), taken for the labels, has 300 different numbers in 300 rows: a quantity, and droplab tells classes apart; name another column with --label',
    ],
    ["of binary data", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), /^\S.*$/],
  ])("%s", (_, content, says) => {
    const folder = dataFolder({ "table.csv": content });
    const path = join(folder, "table.csv");
    const found = complaint(path, () => loadCsv(path));
    if (typeof says === "string") expect(found).toBe(says);
    else expect(found).toMatch(says);
  });

  test("that is damaged gzip, a folder, or not there", () => {
    const folder = dataFolder({ "a.csv.gz": gzipSync(csv(plain())).subarray(0, 20) });
    const at = (name: string) => join(folder, name);
    expect(complaint(at("a.csv.gz"), () => loadCsv(at("a.csv.gz")))).toBe(
      "its gzip compression is damaged (Z_BUF_ERROR); get the file anew",
    );
    expect(complaint(folder, () => loadCsv(folder))).toBe("it is a folder; name a .csv file");
    expect(complaint(at("b.csv"), () => loadCsv(at("b.csv")))).toBe("there is no such file; name a .csv file");
  });
});

test("any bytes are a consistent data set or are refused in one sentence", () => {
  const cell = fc.oneof(
    { arbitrary: fc.double().map(String), weight: 2 },
    { arbitrary: fc.nat(300).map(String), weight: 6 },
    {
      arbitrary: fc.constantFrom("a", "b", "label", "y", "", "?", " ", '"', '"1"', '"a\n. B"', "1e300", "0x10", "\u2028", "-0", "é\0"),
      weight: 1,
    },
  );
  const number = fc.oneof(fc.nat(9), fc.float({ noNaN: true, min: -1000, max: 1000 })).map(String);
  const row = (cells: fc.Arbitrary<string>, width: number) => fc.array(cells, { minLength: width, maxLength: width });
  const tables = fc
    .nat(4)
    .chain((width) =>
      fc
        .tuple(
          fc.option(row(cell, width + 1)),
          fc.array(row(fc.oneof({ arbitrary: number, weight: 60 }, cell), width), { minLength: 8, maxLength: 25 }),
        )
        .map(([header, rows]) => [...(header ? [header] : []), ...rows.map((cells, n) => [...cells, String(n % 3)])]),
    );
  const content = fc.oneof(
    { arbitrary: tables.map((rows) => Buffer.from(csv(rows))), weight: 6 },
    { arbitrary: fc.array(fc.array(cell, { maxLength: 4 })).map((rows) => Buffer.from(csv(rows, "\r\n"))), weight: 2 },
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ maxLength: 100, unit: "binary" }).map((text) => Buffer.from(text)),
  );
  let loaded = 0;
  fc.assert(
    fc.property(content, (bytes) => {
      const path = join(dataFolder({ "table.csv": bytes }), "table.csv");
      let data: ImageDataset | undefined;
      complaint(path, () => {
        data = loadCsv(path);
      });
      if (!data) return;
      expectConsistent(data);
      expect(data.classNames?.length).toBe(data.classes);
      loaded++;
    }),
    { numRuns: 2000, seed: 1 },
  );
  expect(loaded).toBeGreaterThan(200);
});
