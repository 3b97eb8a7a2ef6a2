import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadCsv, loadDataset } from "#data/files";
import { permutation, RandomSequence } from "#engine";
import { csv, dataFolder, expectConsistent, idxFile, loadTable, tableRefusal } from "./dataFolder.ts";

const random = new RandomSequence(13, "noise");
const noise = () => (4 * random.uniform()).toFixed(4);
const COUNT = 120;
const rows = Array.from({ length: COUNT }, (_, n) => n);

describe("13.22: a column that follows the rows of a file sorted by class", () => {
  /** Growing numbers with gaps before two columns of noise; the rows in the order of their classes. */
  const sorted = (value: (n: number) => unknown, label = (n: number) => (n < COUNT / 2 ? "early" : "late")) =>
    csv([["sample", "a", "b", "class"], ...rows.map((n) => [value(n), noise(), noise(), label(n)])]);
  const grown = (n: number) => 8001 + n + Math.floor(n / 3) * 2;
  const said = (text: string) => loadTable(text, { missing: "mean" }).notes?.filter((note) => note.includes("sorted by class"));

  test.each<[string, string, (n: number) => unknown]>([
    ["with an empty cell", "rises", (n) => (n === 40 ? "" : grown(n))],
    ["with one number out of order", "rises", (n) => (n === COUNT - 1 ? 8001 : grown(n))],
    ["with each number twice", "rises", (n) => grown(2 * Math.floor(n / 2))],
    ["with each number three times", "rises", (n) => grown(3 * Math.floor(n / 3))],
    ["in fractions", "rises", (n) => grown(n) / 1000],
    ["with steps back of several rows, as of several clocks", "rises", (n) => 60 * n + ((n * 37) % 11) * 25],
    ["falling, with two out of order", "falls", (n) => 9000 - grown(n === 3 || n === 70 ? n + 9 : n)],
  ])("%s is said to tell the class", (_, way, value) => {
    expect(said(sorted(value))).toEqual([
      `column 1 ("sample") ${way} with the rows, which are sorted by class, and so tells the class by their order; if it only numbers them, --ignore 1 leaves it out`,
    ]);
  });

  test("in rows that were shuffled after they were numbered tells the class nearly by itself", () => {
    const drawn = permutation(COUNT, 4, 0);
    const text = csv([["sample", "a", "class"], ...[...drawn].map((n) => [grown(n), noise(), n < COUNT / 2 ? "early" : "late"])]);
    expect(loadTable(text).notes).toContain(
      `column 1 ("sample") tells the class nearly by itself: in its order the class changes 1 time in ${COUNT} rows; if nobody knows it before the class, --ignore 1 leaves it out`,
    );
  });

  test("words that tell the class but for a row or two are said", () => {
    const told = (wrong: readonly number[]) =>
      loadTable(
        csv([["batch", "a", "class"], ...rows.map((n) => [`b${n % 8}`, noise(), n % 8 < 4 !== wrong.includes(n) ? "p" : "q"])]),
      ).notes?.filter((note) => note.includes("by itself"));
    const all = 'column 1 ("batch") tells the class by itself: each of its values goes with one class only';
    expect(told([])).toEqual([all]);
    expect(told([7, 50])).toEqual([`${all}, but for 2 of ${COUNT} rows`]);
    expect(told([1, 7, 20, 50, 81])).toEqual([]);
  });

  test("is said of no table in another order, of no noise, and of no column that is strong by itself", () => {
    const drawn = permutation(COUNT, 4, 0);
    expect(
      said(
        sorted(
          (n) => (n === 40 ? "" : grown(n)),
          (n) => ((drawn[n] as number) % 2 ? "early" : "late"),
        ),
      ),
    ).toEqual([]);
    expect(said(sorted(noise))).toEqual([]);
    expect(said(sorted((n) => (n < COUNT / 2 ? 0 : 2) + Number(noise())))).toEqual([]);
  });

  test("an index that fills its range in drawn order is doubtful under any name", () => {
    const drawn = permutation(COUNT, 5, 0);
    const text = csv([["a", "sample", "class"], ...rows.map((n) => [noise(), drawn[n], n % 2 ? "p" : "q"])]);
    expect(loadTable(text).notes).toContain(
      'column 2 ("sample") has other whole numbers in every row, as an index has, and is taken for a feature; --ignore 2 leaves it out',
    );
  });
});

describe("13.22: a test part whose numbers are others", () => {
  const table = (header: string | undefined, count: number, cells: (n: number) => readonly unknown[]) =>
    csv([...(header ? [header.split(",")] : []), ...Array.from({ length: count }, (_, n) => [...cells(n), n % 2 ? "p" : "q"])]);
  const height = () => 145 + 50 * random.uniform();
  const load = (train: string, tested: string) => {
    const data = loadCsv(join(dataFolder({ "u.csv": train, "u_test.csv": tested }), "u.csv"));
    expectConsistent(data);
    return data.notes?.filter((note) => note.includes("write both files alike"));
  };

  test("of another unit is said, with both ranges", () => {
    const train = table("height,weight,class", COUNT, () => [height().toFixed(1), noise()]);
    const [note, ...others] = load(
      train,
      table("height,weight,class", 40, () => [(height() / 100).toFixed(3), noise()]),
    ) as string[];
    expect(others).toEqual([]);
    expect(note).toMatch(
      /^column 1 \("height"\) has 1\.4\d+ to 1\.[89]\d* with the median 1\.\d+ in u_test\.csv and 14\d\.?\d* to 19\d\.?\d* with the median 1\d\d\.?\d* in u\.csv; if the unit, the codes or the column are others, write both files alike$/,
    );
    expect(
      load(
        train,
        table("height,weight,class", 40, () => [height().toFixed(1), noise()]),
      ),
    ).toEqual([]);
  });

  test("within the range of the others, but at its end, is said", () => {
    const income = () => Math.round(20 + 100000 * random.uniform());
    const train = table("income,class", COUNT, () => [income()]);
    expect(
      load(
        train,
        table("income,class", 40, () => [(income() / 1000).toFixed(2)]),
      ),
    ).toHaveLength(1);
    expect(
      load(
        train,
        table("income,class", 8, () => [income()]),
      ),
    ).toEqual([]);
  });

  test("with its columns in another order, without a header, is said of each", () => {
    const train = table(undefined, COUNT, () => [height().toFixed(1), noise()]);
    expect(
      load(
        train,
        table(undefined, 40, () => [noise(), height().toFixed(1)]),
      ),
    ).toHaveLength(2);
  });

  test("of many columns three are told, and how many more there are", () => {
    const cells = (scale: number) => () => Array.from({ length: 8 }, () => (scale * height()).toFixed(1));
    const notes = load(table(undefined, COUNT, cells(1)), table(undefined, 40, cells(10))) as string[];
    expect(notes).toHaveLength(3);
    const folder = dataFolder({ "u.csv": table(undefined, COUNT, cells(1)), "u_test.csv": table(undefined, 40, cells(10)) });
    expect(loadCsv(join(folder, "u.csv")).notes).toContain("5 more columns of u_test.csv differ as much from u.csv");
  });
});

describe("13.22: test images of other pixels", () => {
  const folder = (test: (value: number) => number, train = (value: number) => value) => {
    const pixel = (i: number) => (i % 5 === 0 ? (i * 37) % 256 : 0);
    const files = {
      "train-images-idx3-ubyte": idxFile([60, 6, 6], (i) => train(pixel(i))),
      "train-labels-idx1-ubyte": idxFile([60], (i) => i % 3),
      "t10k-images-idx3-ubyte": idxFile([30, 6, 6], (i) => test(pixel(i + 7))),
      "t10k-labels-idx1-ubyte": idxFile([30], (i) => i % 3),
    };
    return loadDataset(dataFolder(files), {}).notes?.filter((note) => note.includes("the pixels of the test images"));
  };

  test("inverted, of another scale, or black and white ones are said", () => {
    expect(folder((value) => 255 - value)).toEqual([
      expect.stringMatching(
        /^the pixels of the test images are 2\d\d\.?\d* on average, from 0 to 255, those of the training images 2\d\.\d+, from 0 to 255; if they are written otherwise, write both alike$/,
      ),
    ]);
    expect(folder((value) => Number(value > 100))).toHaveLength(1);
    expect(
      folder(
        (value) => value,
        (value) => value >> 6,
      ),
    ).toHaveLength(1);
    expect(folder((value) => value)).toEqual([]);
  });
});

test("13.22: a last column that could be labels, beside a named one in the middle, is said", () => {
  const table = (last: (n: number) => unknown) =>
    csv([["age", "Class", "distance", "satisfaction"], ...rows.map((n) => [noise(), ["Eco", "Business"][n % 2], noise(), last(n)])]);
  const note = 'column 4 ("satisfaction"), the last, could hold the labels as well; if it does, choose it with --label';
  expect(loadTable(table((n) => ["satisfied", "neutral"][n % 2])).notes).toContain(note);
  expect(loadTable(table((n) => n % 2)).notes).toContain(note);
  expect(loadTable(table(noise)).notes).not.toContain(note);
  expect(
    loadTable(
      table((n) => ["satisfied", "neutral"][n % 2]),
      { label: "Class" },
    ).notes,
  ).not.toContain(note);
});

test("13.21: a missing word is counted once, though its column has become several features", () => {
  const text = csv([["kind", "b", "class"], ...rows.map((n) => [n % 10 === 0 ? "?" : "uvw"[n % 3], noise(), n % 2])]);
  expect(loadTable(text, { missing: "mean" }).notes).toContain(
    "12 missing values in 1 column of table.csv are the mean of the training rows",
  );
});

describe("13.22: the split of whoever made the table", () => {
  const table = (name: string, value: (n: number) => unknown) =>
    csv([["a", "b", "grade", name], ...rows.map((n) => [noise(), noise(), "pqr"[n % 3], value(n)])]);

  test.each<[string, (n: number) => unknown]>([
    ["split", (n) => ["train", "train", "val", "test"][n % 4]],
    ["set", (n) => ["Train set", "Test set"][n % 2]],
    ["partition", (n) => ["TRAIN", "TEST"][n % 2]],
    ["subset", (n) => ["training", "validation", "held-out"][n % 3]],
    ["is_train", (n) => (n % 5 === 0 ? "False" : "True")],
    ["isTest", (n) => Number(n % 5 === 0)],
    ["fold", (n) => n % 5],
    ["cv_fold", (n) => 1 + (n % 10)],
    ["kfold", (n) => n % 2],
    ["Usage", (n) => ["Training", "PublicTest", "PrivateTest"][n % 3]],
    ["split", (n) => ["train", "test", "extra"][n % 3]],
    ["split", (n) => ["trainval", "test"][n % 2]],
    ["split", (n) => n % 3],
    ["partition", (n) => n % 3],
    ["set", (n) => ["tr", "te"][n % 2]],
    ["dataset", (n) => ["train_1", "test_1"][n % 2]],
    ["Teil", (n) => ["Training", "Validierung", "Test"][n % 3]],
    ["fold", (n) => `fold${1 + (n % 5)}`],
    ["Fold", (n) => `Fold_${1 + (n % 5)}`],
    ["train", (n) => (n % 3 === 0 ? "F" : "T")],
    ["is_train", (n) => (n % 3 === 0 ? "no" : "yes")],
    ["in_training_set", (n) => Number(n % 3 === 0)],
    ["test_fold", (n) => (n % 3) - 1],
  ])("in a column %s is left out, and is never the labels", (name, value) => {
    const text = table(name, value);
    const { notes, classNames, shape } = loadTable(text);
    expect([classNames, shape]).toEqual([["p", "q", "r"], [2]]);
    expect(notes).toContain(
      `column 4 ("${name}") names the parts of another split and is left out: all rows are split anew, unless a file table_test.csv is the test part`,
    );
    expect(loadTable(text, { label: name }).notes?.join()).not.toContain("names the parts");
    expect(loadTable(text, { label: "grade", ignore: "none" }).notes?.join()).not.toContain("names the parts");
  });

  test.each<[string, (n: number) => unknown]>([
    ["fold", (n) => ["alpha", "beta"][n % 2]],
    ["vehicle", (n) => ["train", "bus", "car"][n % 3]],
    ["set", (n) => ["a", "b", "c"][n % 3]],
    ["usage", (n) => ["low", "high"][n % 2]],
    ["fold", (n) => ((n * 7) % 4) / 2],
    ["class", (n) => ["train", "test"][n % 2]],
  ])("a column %s of something else stays", (name, value) => {
    expect(loadTable(table(name, value)).notes?.join()).not.toContain("names the parts");
  });
});

describe("13.22: classes that are one-hot", () => {
  const classOf = (n: number) => (n * 7) % 3;
  const table = (header: readonly string[] | undefined, one: unknown = 1, none: unknown = 0) =>
    csv([
      ...(header ? [header] : []),
      ...rows.map((n) => [noise(), noise(), ...[0, 1, 2].map((label) => (classOf(n) === label ? one : none))]),
    ]);
  const names = ["a", "b", "class_p", "class_q", "class_r"];

  test.each<[string, readonly string[] | undefined, unknown, unknown, string]>([
    ["with names", names, 1, 0, 'column 3 ("class_p") to column 5 ("class_r")'],
    ["without a header", undefined, 1, 0, "column 3 to column 5"],
    ["as pandas writes truths", names, "True", "False", 'column 3 ("class_p") to column 5 ("class_r")'],
    ["as floats", names, "1.0", "0.0", 'column 3 ("class_p") to column 5 ("class_r")'],
  ])("are refused %s", (_, header, one, none, columns) => {
    expect(tableRefusal(table(header, one, none))).toBe(
      `in every row one of ${columns} is ${one} and the others are ${none}, as of classes that are one-hot; write them as one column of labels, or choose one with --label and leave the others out with --ignore`,
    );
  });

  test("are said where one is asked for, and read where the others are left out", () => {
    expect(loadTable(table(names), { label: "class_q" }).notes).toContain(
      'in every row one of column 3 ("class_p") to column 5 ("class_r") is 1 and the others are 0, so the others tell column 4 ("class_q"), the label; --ignore leaves columns out',
    );
    expect(loadTable(table(names), { label: "class_q", ignore: "class_p,class_r" }).notes?.join()).not.toContain("is 1 and the others");
  });

  test("features that are one-hot are none", () => {
    const text = csv([
      [...names, "grade"],
      ...rows.map((n) => [noise(), noise(), ...[0, 1, 2].map((label) => Number(classOf(n) === label)), n % 2]),
    ]);
    expect(loadTable(text).notes?.join()).not.toContain("is 1 and the others");
  });
});
