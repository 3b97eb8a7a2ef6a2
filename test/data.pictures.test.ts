import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ImageDataset, pixelRange, type TableOptions } from "#data";
import { loadCsv, loadDataset, loadIdxFolder, loadMnist } from "#data/files";
import { RandomSequence } from "#engine";
import { complaint, csv, dataFolder, expectConsistent, idxFile } from "./dataFolder.ts";

function load(rows: readonly (readonly unknown[])[], options: TableOptions = {}): ImageDataset {
  const data = loadCsv(join(dataFolder({ "table.csv": csv(rows) }), "table.csv"), options);
  expectConsistent(data);
  return data;
}

const random = new RandomSequence(5, "noise");
const below = (limit: number) => Math.floor(random.uniform() * limit);

/** Rows like scikit-learn's digits: 8 × 8 whole numbers from 0 to 16, a spot that lies elsewhere in each class, and the class. */
const digits = Array.from({ length: 120 }, (_, n) => {
  const spot = (pixel: number) => Math.hypot((pixel % 8) - 1 - (n % 3) * 2, Math.floor(pixel / 8) - 3);
  return [...Array.from({ length: 64 }, (_, pixel) => Math.max(0, Math.min(16, Math.round(16 - 4 * spot(pixel) + below(3))))), n % 3];
});

const { train } = loadMnist();
const mnist = Array.from({ length: 60 }, (_, n) => [...train.images.subarray(n * 784, (n + 1) * 784), train.labels[n]]);
const labelFirst = (rows: readonly (readonly unknown[])[]) => rows.map((row) => [row.at(-1), ...row.slice(0, -1)]);
/** Rows `features → class`, as they are in either part. */
const asLines = (data: ImageDataset) =>
  [data.train, data.test]
    .flatMap(({ images, labels, features, count }) =>
      Array.from(
        { length: count },
        (_, n) => `${images.subarray(n * features, (n + 1) * features)} → ${data.classNames?.[labels[n] as number]}`,
      ),
    )
    .sort();

describe("13.20: whole numbers are not pictures", () => {
  test("64 columns of 0 … 16, as scikit-learn's digits, are standardized: mean 0 and deviation 1 where they are trained on", () => {
    const data = load(digits);
    expect(data).toMatchObject({ shape: [64], scale: 1, classes: 3 });
    const trained = data.train.count - data.heldOut;
    for (let feature = 0; feature < 64; feature++) {
      const values = Array.from({ length: trained }, (_, n) => data.train.images[(data.heldOut + n) * 64 + feature] as number);
      const mean = values.reduce((a, b) => a + b, 0) / trained;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / trained;
      expect(mean).toBeCloseTo(0, 5);
      if (values.some((value) => value !== values[0])) expect(variance).toBeCloseTo(1, 5);
    }
  });

  test.each([
    ["81 counts to 100", 81, 101],
    ["100 grades to 20", 100, 21],
    ["64 bytes that have nothing to do with each other", 64, 256],
    ["144 numbers of which hardly any goes beyond 127", 144, 30],
  ])("%s are a table", (_, columns, limit) => {
    const rows = Array.from({ length: 60 }, (_, n) => [
      ...Array.from({ length: columns }, (_, i) => (i === 7 ? below(256) : below(limit))),
      n % 2,
    ]);
    expect(load(rows)).toMatchObject({ shape: [columns], scale: 1 });
  });

  /** Whole numbers from 40 to 200 that walk up or down from column to column, as a heart's beats from minute to minute. */
  const walks = (columns: number) =>
    Array.from({ length: 200 }, (_, n) => {
      let value = 60 + below(120);
      return [...Array.from({ length: columns }, () => (value = Math.max(40, Math.min(200, value + below(21) - 10 + (n % 3) - 1)))), n % 3];
    });

  test.each([64, 81, 100])("a series of %i whole numbers up to 200 is a table, by its numbers alone", (columns) => {
    expect(load(walks(columns))).toMatchObject({ shape: [columns], scale: 1 });
  });

  test("names that are no pixels' make a table of what looks like pictures, names that tell nothing do not", () => {
    const named = (name: (i: number) => string) => [[...Array.from({ length: 784 }, (_, i) => name(i)), "class"], ...mnist];
    expect(load(named((i) => `minute_${i}`))).toMatchObject({ shape: [784], scale: 1 });
    expect(load(named((i) => (i === 300 ? "age" : `V${i}`)))).toMatchObject({ shape: [784], scale: 1 });
    for (const name of ["V", "x", "feature_", "attr", "col ", "", "pixel_0_"]) {
      const data = load(named((i) => `${name}${i + 1}`));
      expect(data).toMatchObject({ shape: [1, 28, 28], scale: 1 / 255 });
      const guess = "its rows are taken for pictures by their numbers alone; if they are none, choose --pictures no";
      expect(data.notes?.includes(guess)).toBe(name !== "pixel_0_");
    }
  });

  test.each([
    ["with the label last", mnist],
    ["with the label first", labelFirst(mnist)],
    ["with names of pixels", [["label", ...Array.from({ length: 784 }, (_, i) => `pixel${i}`)], ...labelFirst(mnist)]],
    [
      "with names of places",
      [["label", ...Array.from({ length: 784 }, (_, i) => `${1 + Math.floor(i / 28)}x${1 + (i % 28)}`)], ...labelFirst(mnist)],
    ],
    ["with a header of numbers", [["label", ...Array(784).keys()], ...labelFirst(mnist)]],
  ])("MNIST %s stays pictures, byte for byte", (_, rows) => {
    const data = load(rows);
    expect(data).toMatchObject({ shape: [1, 28, 28], scale: 1 / 255 });
    expect(data.train.images).toBeInstanceOf(Uint8Array);
    expect(asLines(data)).toEqual(mnist.map((row) => `${row.slice(0, -1)} → ${row.at(-1)}`).sort());
    expect(data.notes?.[0]).toContain("; 784 features, pictures of 28 × 28, divided by 255; ");
  });

  test("what is said to be pictures is scaled by the range that it has, and said not to be, standardized", () => {
    const bytes = load(digits, { pictures: "yes" });
    expect(bytes).toMatchObject({ shape: [1, 8, 8], scale: 1 / 16 });
    expect(bytes.train.images).toBeInstanceOf(Uint8Array);
    const floats = load(
      digits.map((row) => row.map((value, i) => (i < 64 ? (value as number) / 32 : value))),
      { pictures: "yes" },
    );
    expect(floats).toMatchObject({ shape: [1, 8, 8], scale: 2 });
    expect(floats.train.images).toBeInstanceOf(Float32Array);
    expect(load(mnist, { pictures: "no" })).toMatchObject({ shape: [784], scale: 1 });
  });

  test.each([
    [
      "no square",
      (row: readonly unknown[]) => row.slice(1),
      /^the 63 features of .*table\.csv are no square of pixels; choose auto or no, or leave columns out/,
    ],
    ["below 0", (row: readonly unknown[]) => [-1, ...row.slice(1)], /has numbers below 0, and pixels have none; choose auto or no$/],
    [
      "words",
      (row: readonly unknown[]) => row.with(5, `w${Number(row[9]) % 2}`),
      /^column 6 of .* holds words, and pictures have numbers; choose auto or no$/,
    ],
  ])("pictures that are %s are refused", (_, spoil, says) => {
    const path = join(dataFolder({ "table.csv": csv(digits.map(spoil)) }), "table.csv");
    expect(complaint("pictures", () => loadCsv(path, { pictures: "yes" }))).toMatch(says);
  });

  test.each([
    [1, 1],
    [16, 16],
    [127, 127],
    [128, 255],
    [255, 255],
  ])("a folder of IDX files whose largest byte is %i is divided by %i", (most, divisor) => {
    const value = (i: number) => (i === 5 ? most : i % (most + 1));
    const files = {
      "train-images": idxFile([12, 2, 3], value),
      "train-labels": idxFile([12], (i) => i % 2),
      "test-images": idxFile([4, 2, 3], value),
      "test-labels": idxFile([4], (i) => i % 2),
    };
    const data = loadIdxFolder(dataFolder(files));
    expect(1 / data.scale).toBeCloseTo(divisor, 10);
    expect(data.notes?.[0]).toBe(
      `16 images of 1 × 2 × 3 bytes from 0 to ${most}, divided by ${divisor}; labels 0 to 1: 0 8, 1 8; ` +
        "10 images are trained on, the first 2 of the training files held out, 4 the test part",
    );
  });

  test("what was taken is one line: rows, columns, classes with their counts, scaling, split", () => {
    const rows = Array.from({ length: 60 }, (_, n) => [`${n % 7}.25`, n % 2 ? "left" : "right", ["b", "a", "c,;"][n % 3] as string]);
    const quoted = rows.map((row) => row.map((cell) => `"${cell}"`));
    const name = join(dataFolder({ "table.csv": csv([["x", "side", "kind"], ...quoted]) }), "table.csv");
    expect(loadDataset(name, { split: 0.25, splitSeed: 7 }).notes?.[0]).toBe(
      '60 rows of 3 columns between commas, the first line is a header; labels are column 3 ("kind"), the last, as no name tells: ' +
        'a 20, b 20, "c,;" 20; 3 features from columns: 1 of numbers and 1 of words, each word a feature of 0 and 1, ' +
        "numbers standardized by the 38 training rows; " +
        "38 rows are trained on, 7 held out, 15 the test part, drawn with split seed 7, the same for all runs",
    );
  });
});

test("what is known of MNIST's pixels is what its bytes say", () => {
  const mnist = loadMnist();
  expect(pixelRange(mnist)).toEqual(pixelRange({ ...mnist }));
});
