import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadCsv, loadDataset } from "#data/files";
import { permutation, RandomSequence } from "#engine";
import { complaint, csv, dataFolder, idxFile, loadTable, tableRefusal } from "./dataFolder.ts";

// tables that are read otherwise than whoever made them meant, unless it is looked for

const random = new RandomSequence(19, "noise");
const noise = () => (4 * random.uniform()).toFixed(2);
const COUNT = 120;
const rows = Array.from({ length: COUNT }, (_, n) => n);
const classOf = (n: number) => (n * 7) % 3;

describe("13.22: one-hot classes in any writing", () => {
  const table = (one: unknown, none: unknown, wrong: readonly number[] = []) =>
    csv([
      ["a", "b", "healthy", "rust", "scab"],
      ...rows.map((n) => [noise(), noise(), ...[0, 1, 2].map((label) => (classOf(n) === label && !wrong.includes(n) ? one : none))]),
    ]);
  test.each<[unknown, unknown]>([
    ["yes", "no"],
    [1, -1],
    ["x", 0],
    [100, 0],
    [0.9, 0.05],
    ["T", "F"],
  ])("%j and %j", (one, none) => {
    expect(tableRefusal(table(one, none))).toContain(
      `in every row one of column 3 ("healthy") to column 5 ("scab") is ${one} and the others are ${none}, as of classes that are one-hot; `,
    );
  });

  test("with a row or two of none, but not with many", () => {
    expect(tableRefusal(table(1, 0, [7, 30]))).toContain(
      `in 118 of ${COUNT} rows one of column 3 ("healthy") to column 5 ("scab") is 1 and`,
    );
    expect(loadTable(table(1, 0, [7, 30, 31, 32, 60])).classes).toBe(2);
  });

  test("flags of which one is nearly always set and the others hardly ever are none", () => {
    const flags = csv([
      ["x", "active", "blocked", "fraud"],
      ...Array.from({ length: 1000 }, (_, n) => [noise(), Number(n % 333 !== 5), Number(n % 250 === 7), Number(n % 166 === 3)]),
    ]);
    expect(loadTable(flags).notes?.join()).not.toContain("one of column");
  });

  test("with another column between them, and where two of three hold", () => {
    const apart = csv([
      ["p", "a", "q", "b", "r"],
      ...rows.map((n) => [Number(classOf(n) === 0), noise(), Number(classOf(n) === 1), noise(), Number(classOf(n) === 2)]),
    ]);
    expect(tableRefusal(apart)).toContain('in every row one of column 1 ("p"), column 3 ("q"), column 5 ("r") is 1');
    const inverse = csv([["a", "p", "q", "r"], ...rows.map((n) => [noise(), ...[0, 1, 2].map((label) => Number(classOf(n) !== label))])]);
    expect(tableRefusal(inverse)).toContain('one of column 2 ("p") to column 4 ("r") is 0 and the others are 1');
  });
});

describe("13.22: a test part with other numbers, of which others hide it", () => {
  const note = (train: string, tested: string) =>
    loadTable(train, {}, tested).notes?.filter((one) => one.includes("write both files alike")) ?? [];
  const table = (count: number, cell: (n: number) => unknown) =>
    csv([["w", "a", "class"], ...Array.from({ length: count }, (_, n) => [cell(n), noise(), n % 2 ? "p" : "q"])]);

  test("half the rows are of another unit", () => {
    const weight = () => 150 + 50 * random.uniform();
    const train = table(COUNT, () => weight().toFixed(1));
    expect(
      note(
        train,
        table(60, (n) => (n % 2 ? weight().toFixed(1) : (weight() / 100).toFixed(2))),
      ),
    ).toHaveLength(1);
    expect(
      note(
        train,
        table(60, () => weight().toFixed(1)),
      ),
    ).toEqual([]);
  });

  test("most numbers are 0", () => {
    const share = (n: number, scale: number) => (n % 4 ? 0 : Number((scale * (1 + random.uniform())).toFixed(5)));
    const train = table(COUNT, (n) => share(n, 1));
    expect(
      note(
        train,
        table(80, (n) => share(n, 0.01)),
      ),
    ).toHaveLength(1);
    expect(
      note(
        train,
        table(80, (n) => share(n, 1)),
      ),
    ).toEqual([]);
  });
});

describe("13.20: pixels stand where their names tell", () => {
  const pixels = (order: readonly number[], name = (i: number) => `pixel${i}`) =>
    csv([
      ["label", ...order.map(name)],
      ...rows.slice(0, 40).map((n) => [n % 3, ...order.map((i) => ((i % 8) * 30 + (i >> 3) * 4 + n * 37) % 256)]),
    ]);
  const all = Array.from({ length: 64 }, (_, i) => i);

  test("in order, by row or by column, they are pictures", () => {
    expect(loadTable(pixels(all)).shape).toEqual([1, 8, 8]);
    expect(loadTable(pixels(all, (i) => `${1 + (i >> 3)}x${1 + (i % 8)}`)).shape).toEqual([1, 8, 8]);
    expect(loadTable(pixels(all, (i) => `${1 + (i % 8)}x${1 + (i >> 3)}`)).shape).toEqual([1, 8, 8]);
  });

  test("sorted as words or drawn, they are refused as pictures", () => {
    const asWords = all.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
    const folder = dataFolder({ "table.csv": pixels(asWords), "drawn.csv": pixels([...permutation(64, 3, 0)]) });
    for (const name of ["table.csv", "drawn.csv"]) {
      const path = join(folder, name);
      expect(complaint("pictures", () => loadCsv(path))).toMatch(
        new RegExp(
          `^the columns of ${path} have numbers in their names, and do not stand in the order of these \\("pixel\\d+" stands before one that belongs before it\\); put them in order, or choose no$`,
        ),
      );
      expect(loadCsv(path, { pictures: "no" }).shape).toEqual([64]);
    }
  });
});

describe("13.23: files beside a table that belong to it are said", () => {
  const table = csv([["a", "b", "class"], ...rows.map((n) => [noise(), noise(), n % 2])]);
  const notes = (files: Readonly<Record<string, string>>, name: string) => {
    const folder = mkdtempSync(join(tmpdir(), "droplab-"));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    return loadCsv(join(folder, name)).notes?.filter((note) => note.includes("lies beside it"));
  };
  test.each([
    ["train.csv", "val.csv"],
    ["train.csv", "validation.csv"],
    ["data_train.csv", "data_eval.csv"],
    ["data.csv", "data-dev.csv"],
  ])("%s and %s", (own, other) => {
    expect(notes({ [own]: table, [other]: table }, own)).toEqual([
      `${other} lies beside it and is not read; rows of ${own} are held out instead`,
    ]);
  });

  test("labels in a file of their own", () => {
    expect(notes({ "X_train.csv": table, "y_train.csv": "y\n1\n", "X_test.csv": table }, "X_train.csv")).toEqual([
      "y_train.csv lies beside it and is not read; if it holds the labels, make them a column of X_train.csv",
    ]);
    expect(notes({ "train.csv": table, "other.csv": table }, "train.csv")).toEqual([]);
  });
});

test.each(["\u00a0", "\u202f", " "])("13.23: a blank of any kind (%j) behind numbers hides no mark", (blank) => {
  const value = (n: number) => 100 + ((n * 397) % 4900);
  const german = (n: number) =>
    value(n) < 1000 ? `${value(n)}` : `${Math.floor(value(n) / 1000)}.${String(value(n) % 1000).padStart(3, "0")}`;
  const of = (end: string) => loadTable(`w;class\n${rows.map((n) => `${german(n)}${end};${"pq"[n % 2]}`).join("\n")}\n`);
  expect(of(blank).train).toEqual(of("").train);
  expect(of(blank).notes).toContain("dots in its numbers stand between thousands");
});

test("13.23: weights to the half beside whole ones are not thousands", () => {
  const weights = (n: number) => 100 + ((n * 37) % 100);
  const text = csv([["w", "class"], ...rows.map((n) => [n % 4 ? weights(n) : `${weights(n)}.500`, weights(n) > 150 ? "hi" : "lo"])]);
  expect(tableRefusal(text)).toContain("has a dot that may be decimal or stand between thousands");
  const population = csv([
    ["p", "class"],
    ...rows.map((n) => [n % 2 ? 40 + ((n * 37) % 900) : `${1 + (n % 60)}.${100 + ((n * 7) % 90)}0`.slice(0, -1), n % 2]),
  ]);
  expect(loadTable(population.replace(/\.(\d\d)\d,/, ".$10,")).notes).toContain("dots in its numbers stand between thousands");
});

test.each([
  ["SEK 2", "SEK 1"],
  ["CAD 2", "CAD 1"],
  ["8 ft", "10 ft"],
  ["14 Fr", "16 Fr"],
  ["Try 1", "Try 2"],
])("13.23: %s and %s are words", (one, other) => {
  const text = csv([["a", "kind", "class"], ...rows.map((n) => [noise(), n % 2 ? one : other, (n * 7) % 2])]);
  expect(loadTable(text).shape).toEqual([3]);
});

test("13.20: the smallest numbers are standardized as any", () => {
  const unit = (n: number) => 1 + ((n * 7) % 11);
  const of = (power: number) => loadTable(csv([["x", "class"], ...rows.map((n) => [`${unit(n)}e${power}`, n % 2])])).train.images;
  const plain = of(0);
  for (const power of [-160, -170, -200, -290, -305])
    for (const [i, value] of of(power).entries()) expect(value).toBeCloseTo(plain[i] as number, 5);
});

test("13.21: numbers very far from all others, that come again, may mean a missing value", () => {
  const noted = (text: string) =>
    loadTable(
      csv([["x", "class"], ...rows.map((n) => [n % 12 === 5 ? text : (10 + 5 * random.uniform()).toFixed(2), n % 2])]),
    ).notes?.filter((note) => note.includes("if it means a missing value"));
  for (const text of ["-2147483648", "-9223372036854775808", "9.96921e+36", "1e20", "-999", "-32768"])
    expect(noted(text)).toEqual([
      `column 1 ("x") has ${text} in 10 rows, far from its other values; if it means a missing value, write NA`,
    ]);
  expect(noted("20.5")).toEqual([]);
});

describe("13.22: words of a test part, and columns that are empty there", () => {
  const table = (count: number, word: (n: number) => unknown) =>
    csv([["smoker", "a", "class"], ...Array.from({ length: count }, (_, n) => [word(n), noise(), n % 2])]);
  const notes = (tested: string) =>
    loadTable(
      table(COUNT, (n) => (n % 5 === 0 ? "yes" : "no")),
      { missing: "mean" },
      tested,
    ).notes?.filter((note) => note.includes("write both"));

  test("with quite other shares are said, and an empty one", () => {
    expect(notes(table(60, (n) => (n % 5 === 0 ? "no" : "yes")))).toEqual([
      'column 1 ("smoker") has "yes" in 80%, "no" in 20% of the rows in table_test.csv and "no" in 80%, "yes" in 20% in table.csv; if the unit, the codes or the column are others, write both files alike',
    ]);
    expect(notes(table(60, () => ""))).toEqual([
      'column 1 ("smoker") is empty in table_test.csv; if the unit, the codes or the column are others, write both files alike',
    ]);
    expect(notes(table(60, (n) => (n % 4 === 0 ? "yes" : "no")))).toEqual([]);
  });
});

test("13.23: scores, places and intervals make a table without a header", () => {
  for (const word of [(n: number) => `2:${n % 3}`, (n: number) => `chr${n % 2}:100`, (n: number) => `(${n % 2} to ${1 + (n % 2)}]`]) {
    const first = (n: number) => (word(n).startsWith("(") ? `(${n % 3} to ${1 + (n % 3)}]` : ["home", "away"][n % 2]);
    expect(loadTable(csv(rows.map((n) => [first(n), word(n)])), { label: 1 }).classes).toBeGreaterThan(1);
  }
});

test("13.20: a folder beside the files of a data set is none of them", () => {
  const files = {
    "train-images-idx3-ubyte": idxFile([60, 4, 4], (i) => (i * 37) % 256),
    "train-labels-idx1-ubyte": idxFile([60], (i) => i % 3),
    "t10k-images-idx3-ubyte": idxFile([30, 4, 4], (i) => (i * 37) % 256),
    "t10k-labels-idx1-ubyte": idxFile([30], (i) => i % 3),
  };
  const folder = dataFolder({});
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(folder, name.replace("-idx", ".idx")), bytes);
    mkdirSync(join(folder, name));
  }
  expect(loadDataset(folder, {}).classes).toBe(3);
});

test.each([
  ["wave lengths over what was measured there, the label first", (i: number) => (i === 0 ? "0.0" : `${1100 + 2.5 * i}`), 0],
  ["numbers of genes, the label last", (i: number) => (i === 8 ? "0" : String(7157 - 613 * i)), 8],
])("13.23: a header of numbers only, %s, is no row", (_, name, label) => {
  const cells = (n: number) => Array.from({ length: 9 }, (__, i) => (i === label ? n % 2 : noise()));
  const text = csv([Array.from({ length: 9 }, (__, i) => name(i)), ...rows.map(cells)]);
  const path = join(dataFolder({ "table.csv": text }), "table.csv");
  expect(loadCsv(path, { label: name(label) }).notes?.[0]).toContain(
    `${COUNT} rows of 9 columns between commas, the first line is a header`,
  );
});

test("13.23: of labels in one file 1000 beside 1.000 is refused", () => {
  const text = `a;class\n${rows.map((n) => `${n % 7},5;${["1.000", "1000", "2.000"][n % 3]}`).join("\n")}\n`;
  expect(tableRefusal(text)).toContain('"1.000" has a dot that may be decimal or stand between thousands');
});

test("13.22: test images that lie on their side are said", () => {
  const pixel = (i: number) => ((i % 36) % 6 < 2 ? 200 + ((i * 37) % 50) : (i * 31) % 40);
  const turned = (i: number) => {
    const [image, place] = [Math.floor(i / 36), i % 36];
    return pixel(36 * image + 6 * (place % 6) + Math.floor(place / 6));
  };
  const notes = (value: (i: number) => number) =>
    loadDataset(
      dataFolder({
        "train-images-idx3-ubyte": idxFile([180, 6, 6], pixel),
        "train-labels-idx1-ubyte": idxFile([180], (i) => i % 3),
        "t10k-images-idx3-ubyte": idxFile([120, 6, 6], value),
        "t10k-labels-idx1-ubyte": idxFile([120], (i) => i % 3),
      }),
      {},
    ).notes?.filter((note) => note.includes("mean test image"));
  expect(notes(turned)).toEqual([
    expect.stringMatching(/^the mean test image is another than the mean training image \(their pixels correlate by -?0\.\d\d\)/),
  ]);
  expect(notes((i) => pixel(i + 36))).toEqual([]);
});

test.each([
  ["among numbers from 0 on", (n: number) => (n % 20 === 3 ? "-999" : String(n % 3 ? (n * 37) % 1100 : 0)), "-999"],
  ["far below, far oftener than any other", (n: number) => (n % 12 === 5 ? "-99" : ((n * 7919) % 780) / 10 - 29), "-99"],
])("13.21: a number of nines below all others is said: %s", (_, cell, code) => {
  const table = csv([["x", "y", "class"], ...Array.from({ length: 600 }, (_, n) => [cell(n), ((n * 31) % 97) / 10, n % 2])]);
  expect(loadTable(table).notes?.join()).toMatch(
    new RegExp(`column 1 \\("x"\\) has ${code} in \\d+ rows, .*if it means a missing value, write NA`),
  );
});
