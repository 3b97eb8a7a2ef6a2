import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ImageDataset, TableOptions } from "#data";
import { loadCsv } from "#data/files";
import { complaint, csv, dataFolder, loadTable } from "./dataFolder.ts";

/** Rows of two numbers and a label. */
const rows = (labels: readonly string[], count = 60) =>
  Array.from({ length: count }, (_, n) => [`${(n * 7) % 11}.5`, `${(n * 3) % 13}.25`, labels[n % labels.length] as string]);
const header = ["a", "b", "label"];
const with1 = (table: string[][], row: number, column: number, text: string) =>
  table.with(row, (table[row] as string[]).with(column, text));

const texts = [
  "",
  "b'?'",
  "b''",
  "'?'",
  "''",
  "'NA'",
  "<nil>",
  "<undefined>",
  "-nan(ind)",
  "$null$",
  "(empty)",
  "NA",
  "na",
  "NaN",
  "nan",
  "?",
  "null",
  "NULL",
  "None",
  "none",
  "N/A",
  "n/a",
  "-",
  "#N/A",
  "<NA>",
  ".",
  "nil",
  "NONE",
  "--",
  "\\N",
];

describe("13.21: what a column holds is told by all its rows, also by those that are left out", () => {
  const codes = (words: readonly string[], lacks: (row: number) => [number: string, label: string]) =>
    csv([["kids", "z", "class"], ...Array.from({ length: 300 }, (_, n) => [words[n % 43 === 7 ? 4 : n % 4] as string, ...lacks(n)])]);
  const [numbers, letters] = [
    ["1", "2", "3", "4", "more"],
    ["a", "b", "c", "d", "e"],
  ];
  const rare = (n: number) => n % 43 === 7 && n > 60;
  test.each<[string, TableOptions, (row: number) => [string, string]]>([
    ["numbers", { missing: "drop" }, (n) => [rare(n) ? "" : `${n % 17}.5`, n % 2 ? "p" : "q"]],
    ["labels", { missing: "mean" }, (n) => [`${n % 17}.5`, rare(n) ? "" : n % 2 ? "p" : "q"]],
  ])("codes of which one is rare in rows without %s", (_, options, lacks) => {
    const [data, words] = [numbers, letters].map((all) => loadTable(codes(all as string[], lacks), options)) as [
      ImageDataset,
      ImageDataset,
    ];
    expect(words.shape).toEqual([6]);
    const examples = ({ train, test, shape }: ImageDataset) => ({ train, test, shape });
    expect(examples(data)).toEqual(examples(words));
    expect(data.notes?.join()).not.toContain("missing value");
  });
});

describe("13.21: missing labels", () => {
  test.each([...texts, ' "NA" ', '"?"', '""', '" None "'])("%j is no class: refused with its line, or its row is left out", (text) => {
    const table = with1(rows(["red", "green", "blue"]), 4, 2, text);
    const folder = dataFolder({ "table.csv": csv([header, ...table]) });
    const path = join(folder, "table.csv");
    const bare = text.replaceAll('"', "").trim();
    const named = bare === "" ? "" : ` (${JSON.stringify(bare)})`;
    expect(complaint(path, () => loadCsv(path))).toBe(
      `line 6, column 3 ("label"): the label is missing${named}; 1 of 60 rows has none, and --missing drop leaves them out${named && "; a class needs another name"}`,
    );
    for (const missing of ["drop", "mean"] as const) {
      const data = loadCsv(path, { missing });
      expect(data.classNames).toEqual(["blue", "green", "red"]);
      expect(data.train.count + data.test.count).toBe(59);
      expect(data.notes).toContain(`1 of the 60 rows of table.csv lacks ${missing === "drop" ? "a value" : "the label"} and is left out`);
    }
  });

  test.each(texts)("one %j among numbers does not turn numbers into words", (text) => {
    const table = with1(rows(["10", "9", "9.0", "-1"]), 5, 2, text);
    expect(loadTable(csv([header, ...table]), { missing: "drop" }).classNames).toEqual(["-1", "9", "10"]);
  });

  test("- beside + is a class, as in UCI's credit approval", () => {
    expect(loadTable(csv(rows(["+", "-"]))).classNames).toEqual(["+", "-"]);
  });

  test("in the test part are found, too", () => {
    const both = [csv([header, ...rows(["p", "q"])]), csv([header, ...with1(rows(["p", "q"], 20), 0, 2, "null")])] as const;
    const folder = dataFolder({ "table.csv": both[0], "table_test.csv": both[1] });
    expect(complaint(join(folder, "table_test.csv"), () => loadCsv(join(folder, "table.csv")))).toMatch(
      /^line 2, column 3 \("label"\): the label is missing \("null"\); 1 of 20 rows has none/,
    );
    expect(loadTable(both[0], { missing: "drop" }, both[1]).test.count).toBe(19);
  });

  test("a class that only rows without a value have is none when these are left out", () => {
    const table = with1(with1(rows(["p", "q"]), 8, 2, "r"), 8, 0, "NA");
    expect(loadTable(csv([header, ...table]), { missing: "drop" }).classNames).toEqual(["p", "q"]);
    expect(loadTable(csv([header, ...table]), { missing: "mean" }).classNames).toEqual(["p", "q", "r"]);
  });
});

describe("13.21: missing features", () => {
  test.each(texts)("%j is refused with line and column, and told how many rows lack it", (text) => {
    const table = with1(with1(rows(["p", "q"]), 3, 1, text), 30, 1, "NA");
    const path = join(dataFolder({ "table.csv": csv([header, ...table]) }), "table.csv");
    expect(complaint(path, () => loadCsv(path))).toBe(
      `line 5, column 2 ("b"): the value is missing${text && ` (${JSON.stringify(text)})`}; 2 of 60 rows lack it: ` +
        "--missing drop leaves such rows out, --missing mean puts the mean of the training rows",
    );
    const dropped = loadTable(csv([header, ...table]), { missing: "drop" });
    expect([dropped.train.count + dropped.test.count, dropped.shape]).toEqual([58, [2]]);
    expect(dropped.notes).toContain("2 of the 60 rows of table.csv lack a value and are left out");
    expect(loadTable(csv([header, ...table]), { missing: "mean" }).notes).toContain(
      "2 missing values in 1 column of table.csv are the mean of the training rows",
    );
  });

  test("get the mean of the training rows, and of no other: what test and held-out rows hold does not move it", () => {
    // which rows are trained on does not hang on what they hold: a first load tells, by a number for each row
    const marked = rows(["p", "q"]).map((row, n) => row.with(0, `${(n + 1) ** 2}.5`));
    const plain = loadTable(csv([header, ...marked]));
    const trained = new Set(
      Array.from({ length: plain.train.count - plain.heldOut }, (_, n) => plain.train.images[(plain.heldOut + n) * 2] as number),
    );
    const all = [...Array(plain.train.count).keys()]
      .map((n) => plain.train.images[n * 2] as number)
      .concat([...Array(plain.test.count).keys()].map((n) => plain.test.images[n * 2] as number));
    const ordered = [...all].sort((a, b) => a - b);
    const isTrained = (row: number) => trained.has(ordered[row] as number);
    const gap = [...Array(60).keys()].find(isTrained) as number;
    const values = [...Array(60).keys()].map((row) => (isTrained(row) ? (row % 5) + 0.5 : 1000.5));
    const known = [...Array(60).keys()].filter((row) => isTrained(row) && row !== gap).map((row) => values[row] as number);
    const mean = known.reduce((a, b) => a + b, 0) / known.length;
    // the deviation (divisor n) of the trained rows with the gap filled
    const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (known.length + 1));
    const table = marked.map((row, n) => [n === gap ? "NA" : String(values[n]), row[1] as string, row[2] as string]);
    const data = loadTable(csv([header, ...table]), { missing: "mean" });
    const found = Array.from({ length: data.train.count - data.heldOut }, (_, n) => data.train.images[(data.heldOut + n) * 2] as number);
    const expected = [...known.map((value) => (value - mean) / deviation), 0].sort((a, b) => a - b);
    for (const [i, value] of found.sort((a, b) => a - b).entries()) expect(value).toBeCloseTo(expected[i] as number, 4);
  });

  test("in a column of words are the shares of the words that are trained on", () => {
    const table = Array.from({ length: 60 }, (_, n) => [n === 0 ? "?" : ["x", "y"][n % 2], n % 3 ? "p" : "q"] as string[]);
    const data = loadTable(csv([["word", "label"], ...table]), { missing: "mean" });
    expect(data.shape).toEqual([2]);
    const pairs = [data.train, data.test].flatMap(({ images, count }) =>
      Array.from({ length: count }, (_, n) => [images[2 * n], images[2 * n + 1]]),
    );
    const filled = pairs.filter(([x]) => x !== 0 && x !== 1);
    expect(filled.length).toBe(1);
    const [[x = 0, y = 0]] = filled as [[number, number]];
    expect(x + y).toBeCloseTo(1, 6);
    const trained = [...Array(data.train.count - data.heldOut).keys()].map((n) => data.train.images[2 * (data.heldOut + n)] as number);
    const known = trained.filter((value) => value === 0 || value === 1);
    expect(x).toBeCloseTo(known.reduce<number>((a, b) => a + b, 0) / known.length, 6);
  });
});

test.each([0.1, 0.3, 0.7, 1.1, 2.3, 19.99])(
  "13.21: the mean of known values that are all %d is that, and the column a constant",
  (dose) => {
    const rows = Array.from({ length: 300 }, (_, n) => [(n * 7) % 11, (n * n) % 3 ? dose : "", n % 2]);
    const data = loadTable(csv([["a", "dose", "class"], ...rows]), { missing: "mean" });
    expect(data.notes?.[0]).toContain("1 of them constant there and set to 0");
    expect(data.standardization).toMatchObject({ means: [expect.any(Number), dose], deviations: [expect.any(Number), 0] });
  },
);
